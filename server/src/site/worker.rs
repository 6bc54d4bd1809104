//! The service worker for this version of the site. Its text changes whenever anything it keeps changes, which is how
//! a browser notices a new version.

use std::collections::BTreeMap;

use super::{files, shell::Shell};

const TEMPLATE: &str = include_str!("../../../frontend/service-worker.js");

/// The template with the version and the addresses to keep.
pub fn script(site: &BTreeMap<String, String>, shell: &Shell) -> String {
    let listed = serde_json::Value::from_iter(addresses(site)).to_string();
    TEMPLATE.replace("__VERSION__", &version(site, shell)).replace("__FILES__", &listed)
}

/// The shell, then every file that a page may need.
fn addresses(site: &BTreeMap<String, String>) -> impl Iterator<Item = &str> {
    let needed = |path: &&str| !path.ends_with("/LICENSE") && !path.ends_with(".txt");
    std::iter::once("/").chain(site.keys().map(String::as_str).filter(needed))
}

/// A hash over the names and the contents.
fn version(site: &BTreeMap<String, String>, shell: &Shell) -> String {
    let mut all = format!("{TEMPLATE}{}", shell.tag);
    for (path, hash) in site {
        all.push_str(path);
        all.push_str(hash);
    }
    files::hash(all.as_bytes())[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::files::Names;

    fn site(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(path, hash)| ((*path).to_owned(), (*hash).to_owned())).collect()
    }

    #[test]
    fn the_version_follows_names_and_contents() {
        let shell = Shell::new(&Names::among(&[].iter()), "");
        let first = site(&[("/mark.svg", "1"), ("/fonts/LICENSE", "1")]);
        let text = script(&first, &shell);
        assert!(text.contains(r#"["/","/mark.svg"]"#) && !text.contains("__"), "{text}");
        assert_eq!(text, script(&first, &shell));
        assert_ne!(version(&first, &shell), version(&site(&[("/mark.svg", "2")]), &shell));
        assert_ne!(version(&first, &shell), version(&site(&[("/other.svg", "1")]), &shell));
    }
}
