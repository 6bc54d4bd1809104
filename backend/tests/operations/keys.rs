//! The master key: made once, private, never replaced silently.

use backend::{Backend, Config, case};

use crate::world::World;

#[tokio::test]
async fn the_master_key_is_made_once_and_a_wrong_or_missing_one_is_told() {
    for world in World::everywhere().await {
        let path = world.database.folder().join("master.key");
        let open = async || {
            let config =
                Config { database_url: world.database.url.clone(), master_key_file: Some(path.clone()) };
            Backend::open(config).await
        };
        let right = std::fs::read(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        for (content, expected) in [
            (None, "key_missing"),
            (Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), "key_wrong"),
            (Some("AAAA"), "key_file"),
            (Some("not base64 at all!"), "key_file"),
        ] {
            match content {
                Some(content) => std::fs::write(&path, content).unwrap(),
                None => std::fs::remove_file(&path).unwrap(),
            }
            assert_eq!(open().await.err().map(|error| error.code()), Some(expected), "{}", world.kind);
            assert_eq!(
                std::fs::read_to_string(&path).ok().as_deref(),
                content,
                "nothing is made or overwritten"
            );
        }
        std::fs::write(&path, right).unwrap();
        let name = case::reveal_name(&open().await.unwrap(), &world.owner, world.case.summary.id).await;
        assert_eq!(name.as_deref(), Ok("Jean Personne"));
    }
}
