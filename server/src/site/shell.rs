//! The one page that serves every address: it starts the application, and is calm until the application is there.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::language::Language;
use locales::server as words;
use sha2::{Digest, Sha256};

use super::files::{self, Names};

/// The page, the same for everybody as long as the build is.
pub struct Shell {
    pub html: String,
    /// The entity tag, with its quotes.
    pub tag: String,
    /// SHA-256 of the inline script, in base64, for the content security policy.
    pub script_hash: String,
}

impl Shell {
    /// `icons`: the sprite that icons are shown from.
    pub fn new(names: &Names, icons: &str) -> Self {
        let script = script(names);
        let html = html(names, &script, icons);
        let script_hash = STANDARD.encode(Sha256::digest(&script));
        Self { tag: format!("\"{}\"", &files::hash(html.as_bytes())[..32]), html, script_hash }
    }
}

/// Starts the application. The policy lets the framework build its templates and the page load scripts and workers of
/// this server; whatever else would turn text into code is refused by the browser.
fn script(names: &Names) -> String {
    format!(
        "import init, {{ hydrate }} from '{script}';\n\
         if (window.trustedTypes) trustedTypes.createPolicy('default', {{\n\
         createHTML: (text) => text,\n\
         createScriptURL: (address) => {{\n\
         if (new URL(address, location.href).origin === location.origin) return address;\n\
         throw new TypeError('foreign script');\n\
         }},\n\
         }});\n\
         init({{ module_or_path: '{wasm}' }}).then(() => {{\n\
         document.getElementById('loading')?.remove();\n\
         hydrate();\n\
         }});\n",
        script = names.script,
        wasm = names.wasm,
    )
}

fn html(names: &Names, script: &str, icons: &str) -> String {
    let notice = |language: Language| {
        let tag = language.tag();
        format!("<p lang=\"{tag}\">{}</p>", words::no_script(language))
    };
    // A form needs nothing of the page, which no longer works.
    let broken = |language: Language| {
        let (tag, fault, again) = (language.tag(), words::broken(language), words::start_again(language));
        format!(
            "<form lang=\"{tag}\"><p>{fault}</p><button class=\"button button-quiet\">{again}</button></form>"
        )
    };
    format!(
        r##"<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jalon</title>
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f2e9">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#191c1b">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="icon" href="/mark.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icon-180.png">
<link rel="stylesheet" href="{style}">
<link rel="modulepreload" href="{script_name}">
<link rel="preload" href="{wasm}" as="fetch" type="application/wasm" crossorigin="anonymous">
<link rel="preload" href="/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2" as="font" type="font/woff2" crossorigin="anonymous">
</head>
<body>
{icons}<div id="loading" class="starting" role="status">
<svg class="mark" viewBox="0 0 16 40" aria-hidden="true" focusable="false">
<path class="mark-stake" d="M6 1h4v6H6zM6 14h4v5H6zM6 26h4v8l-2 5-2-5z"/>
<path class="mark-band" d="M5 7h6v7H5zM5 19h6v7H5z"/>
</svg>
<p>Jalon</p>
</div>
<div id="broken" class="broken" role="alert" hidden>
{broken_french}
{broken_english}
</div>
<noscript>
{french}
{english}
</noscript>
<script type="module">{script}</script>
</body>
</html>
"##,
        style = names.style,
        script_name = names.script,
        wasm = names.wasm,
        broken_french = broken(Language::French),
        broken_english = broken(Language::English),
        french = notice(Language::French),
        english = notice(Language::English),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_files_and_its_script_is_the_hashed_one() {
        let names = Names {
            script: "/pkg/jalon.js".to_owned(),
            wasm: "/pkg/jalon.wasm".to_owned(),
            style: "/pkg/jalon.css".to_owned(),
        };
        let shell = Shell::new(&names, "<svg></svg>");
        let inline = shell.html.split("<script type=\"module\">").nth(1).unwrap();
        let inline = inline.split("</script>").next().unwrap();
        assert_eq!(STANDARD.encode(Sha256::digest(inline)), shell.script_hash);
        assert!(inline.contains("from '/pkg/jalon.js'") && inline.contains("'/pkg/jalon.wasm'"));
        assert!(shell.html.contains("href=\"/pkg/jalon.css\""));
        assert_eq!(shell.html.matches("<script").count(), 1);
        assert!(shell.html.contains("<body>\n<svg></svg>"));
        assert!(!shell.html.contains("style=\""), "inline styles are refused by the policy");
        let other = Shell::new(&Names { wasm: "/pkg/jalon.2.wasm".to_owned(), ..names }, "");
        assert_ne!(shell.tag, other.tag);
    }
}
