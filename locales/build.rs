//! Turns `locales/<language>/<feature>.toml` into functions, one a key. A key that one language lacks, or words with
//! other placeholders or plural forms, stops the build and says which.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Key to text, in one language and feature; plural forms are keys that end in `.one` and `.other`.
type Catalogue = BTreeMap<String, String>;

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed={}", root.display());
    let french = read(&root.join("fr"));
    let english = read(&root.join("en"));
    let problems = differences(&french, &english);
    assert!(problems.is_empty(), "\nThe two languages differ:\n  {}\n", problems.join("\n  "));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("catalogues.rs");
    fs::write(out, generate(&french, &english)).expect("the catalogues can be written");
}

fn read(folder: &Path) -> BTreeMap<String, Catalogue> {
    let mut features = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("the folder can be listed").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file can be read");
        let table: toml::Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut catalogue = Catalogue::new();
        for (key, value) in table {
            match value {
                toml::Value::String(text) => {
                    catalogue.insert(key, text);
                }
                toml::Value::Table(forms) => {
                    for (form, text) in forms {
                        let text =
                            text.as_str().unwrap_or_else(|| panic!("{}: {key}.{form}", path.display()));
                        catalogue.insert(format!("{key}.{form}"), text.to_owned());
                    }
                }
                _ => panic!("{}: {key} is neither a text nor plural forms", path.display()),
            }
        }
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        features.insert(name, catalogue);
    }
    features
}

fn differences(french: &BTreeMap<String, Catalogue>, english: &BTreeMap<String, Catalogue>) -> Vec<String> {
    let empty = Catalogue::new();
    let features: BTreeSet<&String> = french.keys().chain(english.keys()).collect();
    let mut found = Vec::new();
    for feature in features {
        let (fr, en) = (french.get(feature).unwrap_or(&empty), english.get(feature).unwrap_or(&empty));
        for key in fr.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
            match (fr.get(key), en.get(key)) {
                (Some(a), Some(b)) if placeholders(a) != placeholders(b) => {
                    found.push(format!("{feature}.toml, {key}: not the same placeholders"));
                }
                (Some(_), Some(_)) => {}
                (None, _) => found.push(format!("fr/{feature}.toml lacks {key}")),
                (_, None) => found.push(format!("en/{feature}.toml lacks {key}")),
            }
        }
    }
    found
}

fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned())).collect()
}

fn generate(french: &BTreeMap<String, Catalogue>, english: &BTreeMap<String, Catalogue>) -> String {
    let mut code = String::new();
    for (feature, fr) in french {
        let en = &english[feature];
        let _ = writeln!(code, "pub mod {feature} {{\n    use domain::language::Language;");
        let names: BTreeSet<&str> = fr.keys().map(|key| key.split('.').next().unwrap_or(key)).collect();
        for name in names {
            generate_one(&mut code, name, fr, en);
        }
        let _ = writeln!(code, "    /// The text of a key known only at run time.");
        let _ = writeln!(code, "    pub fn lookup(language: Language, key: &str) -> Option<&'static str> {{");
        let _ = writeln!(code, "        Some(match (key, language) {{");
        for (key, text) in fr {
            let _ = writeln!(code, "            ({key:?}, Language::French) => {text:?},");
            let _ = writeln!(code, "            ({key:?}, Language::English) => {:?},", en[key]);
        }
        let _ = writeln!(code, "            _ => return None,\n        }})\n    }}\n}}");
    }
    code
}

/// The name in Rust of a key or a placeholder, which must not be one of Rust's own words.
fn safe(name: &str) -> String {
    let taken = matches!(name, "type" | "move" | "continue" | "return");
    if taken { format!("{name}_") } else { name.to_owned() }
}

/// The parameter of a placeholder; every function has one named `language` already.
fn parameter_name(placeholder: &str) -> String {
    if placeholder == "language" { "language_name".to_owned() } else { safe(placeholder) }
}

fn generate_one(code: &mut String, name: &str, fr: &Catalogue, en: &Catalogue) {
    let identifier = safe(name);
    let plural = fr.contains_key(&format!("{name}.other"));
    let forms: Vec<String> = if plural {
        ["one", "other"].iter().map(|form| format!("{name}.{form}")).collect()
    } else {
        vec![name.to_owned()]
    };
    let mut names: BTreeSet<String> = forms.iter().flat_map(|key| placeholders(&fr[key])).collect();
    names.remove("count");
    let counted = plural || placeholders(&fr[&forms[0]]).contains("count");
    let mut parameters = String::new();
    if counted {
        parameters.push_str(", count: usize");
    }
    for parameter in &names {
        let _ = write!(parameters, ", {}: impl std::fmt::Display", parameter_name(parameter));
    }
    let template = |key: &str| {
        if plural {
            // French counts 0 and 1 as one; English only 1.
            format!(
                "match (language, count) {{ (Language::French, 0 | 1) => {:?}, (Language::French, _) => {:?}, \
                 (Language::English, 1) => {:?}, (Language::English, _) => {:?} }}",
                fr[&forms[0]], fr[&forms[1]], en[&forms[0]], en[&forms[1]]
            )
        } else {
            format!(
                "match language {{ Language::French => {:?}, Language::English => {:?} }}",
                fr[key], en[key]
            )
        }
    };
    if parameters.is_empty() {
        let _ = writeln!(
            code,
            "    pub fn {identifier}(language: Language) -> &'static str {{\n        {}\n    }}",
            template(name)
        );
        return;
    }
    let _ = writeln!(code, "    pub fn {identifier}(language: Language{parameters}) -> String {{");
    let _ = writeln!(code, "        crate::fill({}, &[", template(name));
    if counted {
        let _ = writeln!(code, "            (\"count\", &count),");
    }
    for parameter in &names {
        let _ = writeln!(code, "            ({parameter:?}, &{}),", parameter_name(parameter));
    }
    let _ = writeln!(code, "        ])\n    }}");
}
