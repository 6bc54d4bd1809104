//! The files that `cargo leptos build` leaves: which there are, and which of them start the page.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The address of every file under `root` with the SHA-256 of its content, in hexadecimal. Compressed twins and notes
/// for developers are not listed: they are not addresses of their own.
pub fn read(root: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    if root.is_dir() {
        walk(root, root, &mut files)?;
    }
    Ok(files)
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.is_dir() {
            walk(root, &path, files)?;
        } else if let Some(address) = address(root, &path) {
            files.insert(address, hash(&fs::read(&path)?));
        }
    }
    Ok(())
}

fn address(root: &Path, path: &Path) -> Option<String> {
    let hidden = ["br", "gz", "map", "ts"];
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if hidden.contains(&extension) {
        return None;
    }
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    Some(format!("/{}", parts?.join("/")))
}

/// SHA-256 in hexadecimal.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// True when the name carries a hash of its content, as cargo-leptos writes it: `jalon.<22 letters>.wasm`.
pub fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut parts = name.rsplit('.').skip(1);
    let hash = parts.next().unwrap_or_default();
    let letters = hash.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    parts.next().is_some() && hash.len() == 22 && letters
}

/// The files that start the page, by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub script: String,
    pub wasm: String,
    pub style: String,
}

impl Names {
    /// Finds them among the addresses, with or without a hash in the name.
    pub fn among<'a>(addresses: &(impl Iterator<Item = &'a String> + Clone)) -> Self {
        let find = |extension: &str| {
            let plain = format!("/pkg/jalon.{extension}");
            let hashed = |address: &&String| {
                address.starts_with("/pkg/jalon.")
                    && is_hashed(address)
                    && address.rsplit('.').next() == Some(extension)
            };
            addresses.clone().find(hashed).cloned().unwrap_or(plain)
        };
        Self { script: find("js"), wasm: find("wasm"), style: find("css") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_hashed_names() {
        let check = |path: &str, expected: bool| assert_eq!(is_hashed(path), expected, "{path}");
        check("/pkg/jalon.j-8YbZJ0tVfPk1s_9uQk2A.wasm", true);
        check("/pkg/jalon.wasm", false);
        check("/pkg/j-8YbZJ0tVfPk1s_9uQk2A.wasm", false);
        check("/pkg/snippets/a/inline0.js", false);
    }

    #[test]
    fn finds_what_starts_the_page() {
        let all: Vec<String> = ["/pkg/jalon.j-8YbZJ0tVfPk1s_9uQk2A.wasm", "/pkg/jalon.js", "/icons.svg"]
            .map(str::to_owned)
            .to_vec();
        let names = Names::among(&all.iter());
        assert_eq!(names.wasm, "/pkg/jalon.j-8YbZJ0tVfPk1s_9uQk2A.wasm");
        assert_eq!(names.script, "/pkg/jalon.js");
        assert_eq!(names.style, "/pkg/jalon.css");
    }

    #[test]
    fn lists_files_without_their_compressed_twins() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("pkg")).unwrap();
        for name in ["pkg/jalon.js", "pkg/jalon.js.br", "pkg/jalon.js.gz", "icons.svg"] {
            fs::write(root.path().join(name), "x").unwrap();
        }
        let files = read(root.path()).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["/icons.svg", "/pkg/jalon.js"]);
        assert_eq!(files["/icons.svg"], "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
        assert!(read(&root.path().join("none")).unwrap().is_empty());
    }
}
