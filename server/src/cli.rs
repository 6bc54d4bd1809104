//! The command line: what can be asked, and what is said to who asks wrongly.

use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

use backend::guide::Format;
use clap::{
    ArgMatches,
    error::{ContextKind, ErrorKind},
};
use domain::{access::Role, framework::export::Format as Drawing, language::Language};
use locales::server as words;

mod grammar;

/// The file of the embedded database where none is named.
pub const DEFAULT_DATABASE: &str = "sqlite://jalon.db";

/// What was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Serve(Serve),
    Demo { store: StoreOptions, json: bool },
    Migrate { store: StoreOptions },
    User { store: StoreOptions, user: User },
    TokenCreate { store: StoreOptions, account: String },
    TokenRevoke { store: StoreOptions, account: String },
    Verify { store: StoreOptions, seal: Option<PathBuf>, write_seal: Option<PathBuf>, json: bool },
    Backup { store: StoreOptions, file: PathBuf, json: bool },
    Restore { store: StoreOptions, file: PathBuf, json: bool },
    GuideCheck { files: Vec<PathBuf>, json: bool, partial: bool },
    GuideImport { store: StoreOptions, file: PathBuf, partial: bool },
    GuideRun { file: PathBuf, answers: PathBuf, json: bool, partial: bool },
    GuideExport { file: PathBuf, format: Format, out: Option<PathBuf>, partial: bool },
    GuideDiff { before: PathBuf, after: PathBuf, json: bool },
    Framework(Framework),
}

/// What is asked of frameworks.
#[derive(Debug, PartialEq, Eq)]
pub enum Framework {
    Check { files: Vec<PathBuf>, json: bool },
    Layout { file: PathBuf, json: bool },
    Export { file: PathBuf, to: Drawing, out: Option<PathBuf>, content: Option<Language> },
    Diff { before: PathBuf, after: PathBuf, json: bool },
}

#[derive(Debug, PartialEq, Eq)]
pub struct Serve {
    pub listen: SocketAddr,
    pub store: StoreOptions,
    /// `None`: look for the built site.
    pub site_root: Option<PathBuf>,
    pub public_url: Option<String>,
}

/// Where the data and its key are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOptions {
    pub database: String,
    pub master_key_file: Option<PathBuf>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum User {
    Create { name: String, display_name: String, role: Role, site: String },
    List { json: bool },
    Reset { name: String },
    Close { name: String },
}

/// What is printed in place of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// Help or the version, as asked for.
    Told(String),
    /// A usage that makes no sense.
    Usage(String),
}

/// The language of the sentences: `--language`, else the environment's. `C` and an empty environment mean English.
pub fn language(arguments: &[OsString], environment: impl Fn(&str) -> Option<String>) -> Language {
    let arguments: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let option = arguments.iter().enumerate().find_map(|(index, argument)| {
        argument
            .strip_prefix("--language=")
            .or_else(|| (*argument == "--language").then(|| arguments.get(index + 1).copied())?)
    });
    let set = |name: &&str| environment(name).filter(|value| !value.is_empty());
    option
        .and_then(Language::from_tag)
        .or_else(|| Language::from_tag(&["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set)?))
        .unwrap_or(Language::English)
}

/// Reads the arguments, the first of which is the program's name.
pub fn parse(arguments: &[OsString], language: Language) -> Result<Command, Stop> {
    let matches =
        grammar::grammar(language).try_get_matches_from(arguments).map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Told(error.render().to_string()),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop::Usage(error.render().to_string()),
            _ => Stop::Usage(complaint(language, &error)),
        })?;
    command(&matches).ok_or_else(|| Stop::Usage(words::usage_incomplete(language).to_owned()))
}

/// A sentence for clap's finding.
fn complaint(language: Language, error: &clap::Error) -> String {
    let told = |kind: ContextKind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = told(ContextKind::InvalidArg);
    let sentence = match error.kind() {
        ErrorKind::MissingRequiredArgument => words::usage_missing(language, argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation
            if told(ContextKind::InvalidValue).is_empty() =>
        {
            words::usage_no_value(language, argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words::usage_value(language, argument, told(ContextKind::InvalidValue))
        }
        ErrorKind::InvalidSubcommand => words::usage_unknown(language, told(ContextKind::InvalidSubcommand)),
        _ if argument.is_empty() => words::usage_incomplete(language).to_owned(),
        _ => words::usage_unknown(language, argument),
    };
    format!("{sentence}\n{}\n", words::usage_hint(language))
}

fn command(matches: &ArgMatches) -> Option<Command> {
    let (name, matches) = matches.subcommand()?;
    Some(match name {
        "serve" => Command::Serve(Serve {
            listen: *matches.get_one("listen")?,
            store: store(matches)?,
            site_root: matches.get_one("site-root").cloned(),
            public_url: matches.get_one("public-url").cloned(),
        }),
        "demo" => Command::Demo { store: store(matches)?, json: matches.get_flag("json") },
        "migrate" => Command::Migrate { store: store(matches)? },
        "user" => {
            let (verb, matches) = matches.subcommand()?;
            Command::User { store: store(matches)?, user: user(verb, matches)? }
        }
        "token" => {
            let (verb, matches) = matches.subcommand()?;
            let (store, account) = (store(matches)?, matches.get_one::<String>("account")?.clone());
            if verb == "create" {
                Command::TokenCreate { store, account }
            } else {
                Command::TokenRevoke { store, account }
            }
        }
        "verify" => Command::Verify {
            store: store(matches)?,
            seal: matches.get_one("seal").cloned(),
            write_seal: matches.get_one("write-seal").cloned(),
            json: matches.get_flag("json"),
        },
        "backup" | "restore" => {
            let (store, json) = (store(matches)?, matches.get_flag("json"));
            let file = matches.get_one::<PathBuf>("file")?.clone();
            if name == "backup" {
                Command::Backup { store, file, json }
            } else {
                Command::Restore { store, file, json }
            }
        }
        "guide" => {
            let (verb, matches) = matches.subcommand()?;
            guide(verb, matches)?
        }
        "framework" => Command::Framework(framework(matches)?),
        _ => return None,
    })
}

fn framework(matches: &ArgMatches) -> Option<Framework> {
    let (verb, matches) = matches.subcommand()?;
    let path = |id: &str| matches.get_one::<PathBuf>(id).cloned();
    Some(match verb {
        "check" => Framework::Check {
            files: matches.get_many("files")?.cloned().collect(),
            json: matches.get_flag("json"),
        },
        "layout" => Framework::Layout { file: path("file")?, json: matches.get_flag("json") },
        "export" => Framework::Export {
            file: path("file")?,
            to: *matches.get_one("to")?,
            out: path("out"),
            content: matches.get_one::<String>("lang").and_then(|tag| Language::from_tag(tag)),
        },
        _ => {
            Framework::Diff { before: path("before")?, after: path("after")?, json: matches.get_flag("json") }
        }
    })
}

fn store(matches: &ArgMatches) -> Option<StoreOptions> {
    Some(StoreOptions {
        database: matches.get_one::<String>("database")?.clone(),
        master_key_file: matches.get_one("master-key-file").cloned(),
    })
}

fn guide(verb: &str, matches: &ArgMatches) -> Option<Command> {
    let path = |id: &str| matches.get_one::<PathBuf>(id).cloned();
    let partial = || matches.get_flag("partial");
    Some(match verb {
        "check" => Command::GuideCheck {
            files: matches.get_many("files")?.cloned().collect(),
            json: matches.get_flag("json"),
            partial: partial(),
        },
        "run" => Command::GuideRun {
            file: path("file")?,
            answers: path("answers")?,
            json: matches.get_flag("json"),
            partial: partial(),
        },
        "export" => Command::GuideExport {
            file: path("file")?,
            format: *matches.get_one("to")?,
            out: path("out"),
            partial: partial(),
        },
        "diff" => Command::GuideDiff {
            before: path("before")?,
            after: path("after")?,
            json: matches.get_flag("json"),
        },
        _ => Command::GuideImport { store: store(matches)?, file: path("file")?, partial: partial() },
    })
}

fn user(verb: &str, matches: &ArgMatches) -> Option<User> {
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    Some(match verb {
        "create" => User::Create {
            display_name: text("display-name").or_else(|| text("name"))?,
            name: text("name")?,
            role: *matches.get_one("role")?,
            site: text("site")?,
        },
        "list" => User::List { json: matches.get_flag("json") },
        "reset" => User::Reset { name: text("name")? },
        _ => User::Close { name: text("name")? },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_grammar_is_sound_in_both_languages() {
        for language in Language::ALL {
            grammar::grammar(language).debug_assert();
        }
    }

    #[test]
    fn reads_commands() {
        let check = |line: &str, expected: Command| {
            assert_eq!(parse(&arguments(line), Language::English), Ok(expected), "{line}");
        };
        let store = |database: &str| StoreOptions { database: database.to_owned(), master_key_file: None };
        check(
            "jalon serve --listen 127.0.0.1:0 --database sqlite:x.db",
            Command::Serve(Serve {
                listen: ([127, 0, 0, 1], 0).into(),
                store: store("sqlite:x.db"),
                site_root: None,
                public_url: None,
            }),
        );
        check("jalon demo --json --database a", Command::Demo { store: store("a"), json: true });
        check(
            "jalon restore a.jalon --json --database b",
            Command::Restore { store: store("b"), file: "a.jalon".into(), json: true },
        );
        check(
            "jalon guide check a.xlsx b.xlsx",
            Command::GuideCheck {
                files: vec!["a.xlsx".into(), "b.xlsx".into()],
                json: false,
                partial: false,
            },
        );
        check(
            "jalon guide export a.xlsx --to json --partial",
            Command::GuideExport { file: "a.xlsx".into(), format: Format::Json, out: None, partial: true },
        );
        check(
            "jalon guide run a.xlsx --answers b.json --json",
            Command::GuideRun { file: "a.xlsx".into(), answers: "b.json".into(), json: true, partial: false },
        );
        check(
            "jalon framework export a.json --to svg --lang en",
            Command::Framework(Framework::Export {
                file: "a.json".into(),
                to: Drawing::Svg,
                out: None,
                content: Some(Language::English),
            }),
        );
        check(
            "jalon user create anna --role manager --site Lyon --database a",
            Command::User {
                store: store("a"),
                user: User::Create {
                    name: "anna".to_owned(),
                    display_name: "anna".to_owned(),
                    role: Role::Manager,
                    site: "Lyon".to_owned(),
                },
            },
        );
    }

    #[test]
    fn says_what_is_wrong_with_the_usage() {
        let check = |line: &str, language: Language, part: &str| match parse(&arguments(line), language) {
            Err(Stop::Usage(text)) => assert!(text.contains(part), "{line}: {text}"),
            other => panic!("{line}: {other:?}"),
        };
        check("jalon serve --lisen x", Language::English, "--lisen");
        check("jalon serve --listen nowhere", Language::English, "nowhere");
        check("jalon fly", Language::French, "fly");
        check("jalon user create anna", Language::French, "--role");
        check("jalon guide check", Language::English, "FILE");
        check("jalon backup", Language::English, "FILE");
        check("jalon guide run a.xlsx", Language::English, "--answers");
        check("jalon guide export a.xlsx --to pdf", Language::French, "pdf");
        check("jalon guide diff a.xlsx", Language::French, "FILE");
        check("jalon framework export a.json --to gif", Language::French, "gif");
    }

    #[test]
    fn speaks_the_language_of_the_environment() {
        let check = |line: &str, pairs: &[(&str, &str)], expected: Language| {
            let environment = |name: &str| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(language(&arguments(line), environment), expected, "{line} {pairs:?}");
        };
        check("jalon", &[], Language::English);
        check("jalon", &[("LANG", "fr_FR.UTF-8")], Language::French);
        check("jalon", &[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], Language::English);
        check("jalon", &[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "")], Language::French);
        check("jalon", &[("LANG", "C.UTF-8")], Language::English);
        check("jalon --language fr", &[("LANG", "en_GB")], Language::French);
        check("jalon --language=en", &[("LANG", "fr_FR")], Language::English);
    }
}
