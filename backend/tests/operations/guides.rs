//! Guides: bringing them in, once.

use backend::guide;
use domain::{failure::Failure, guide::check::Lenience};

use crate::world::{GUIDE, World};

#[tokio::test]
async fn the_same_guide_is_the_same_and_another_content_needs_another_version() {
    for world in World::everywhere().await {
        let again =
            guide::import(&world.backend, &world.steering, "talk.md", GUIDE.as_bytes()).await.unwrap();
        assert_eq!(again.summary, world.guide);
        assert_eq!((world.guide.form_id.as_str(), world.guide.version.as_str()), ("first_talk", "1"));
        assert_eq!(world.guide.questions, 3);
        assert_eq!(world.guide.imported_by, "owner");

        let changed = GUIDE.replace("What would help?", "What would help most?");
        let refused = guide::import(&world.backend, &world.owner, "talk.md", changed.as_bytes()).await.err();
        assert_eq!(refused, Some(Failure::Taken { field: "version".to_owned() }), "{}", world.kind);
        let next = changed.replace("first_talk | 1 |", "first_talk | 2 |");
        let next = guide::import_by_operator(&world.backend, "talk.md", next.as_bytes(), Lenience::default())
            .await
            .unwrap();
        assert_eq!((next.summary.version.as_str(), next.summary.imported_by.as_str()), ("2", ""));
        let guides = guide::list(&world.backend, &world.owner).await.unwrap();
        assert_eq!(
            guides.iter().map(|guide| guide.id).collect::<Vec<_>>(),
            [next.summary.id, world.guide.id]
        );
        let kept = guide::get(&world.backend, &world.committee, world.guide.id).await.unwrap();
        assert_eq!(kept.question_count(), 3);
    }
}

#[tokio::test]
async fn a_workbook_with_errors_brings_all_of_them_and_nothing_in() {
    let world = World::on(testkit::sqlite()).await;
    let broken = GUIDE.replace("integer", "integr").replace("| text | wishes", "| text | 1 wish");
    let refused = guide::import(&world.backend, &world.owner, "talk.md", broken.as_bytes()).await.err();
    let Some(Failure::Import { problems }) = refused else { panic!("{refused:?}") };
    assert!(problems.len() >= 2, "{problems:?}");
    assert!(guide::import(&world.backend, &world.owner, "talk.xlsx", b"not a workbook").await.is_err());
    assert_eq!(guide::list(&world.backend, &world.owner).await.unwrap().len(), 1);
}
