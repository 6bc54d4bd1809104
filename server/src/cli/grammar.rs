//! The grammar of the command line, in the language of whoever types it.

use std::{net::SocketAddr, path::PathBuf};

use backend::guide::Format;
use clap::{Arg, ArgAction, Command, value_parser};
use domain::{access::Role, framework::export::Format as Drawing, language::Language};
use locales::{framework as framework_words, server as words};

use super::DEFAULT_DATABASE;

const EXAMPLES: &str = "  jalon serve
  jalon serve --listen 0.0.0.0:8080 --public-url https://jalon.example --database postgres://jalon@localhost/jalon
  jalon demo --database sqlite://demo.db --json
  jalon user create awa.diallo --display-name \"Awa Diallo\" --role practitioner --site Lyon
  jalon guide check entretien.xlsx --json
  jalon backup /backups/jalon-2026-11-23
  jalon restore /backups/jalon-2026-11-23 --database sqlite://again.db
  jalon guide run entretien.xlsx --answers answers.json --json
  jalon guide export entretien.xlsx --to json --out entretien.json
  jalon guide diff entretien-1.xlsx entretien-2.xlsx
  jalon framework check cadre-lyon.json
  jalon framework export cadre-lyon.json --to svg --out cadre-lyon.svg --lang fr";

/// Every command, with its help.
pub(super) fn grammar(language: Language) -> Command {
    let root = command("jalon", words::about(language), language)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(format!("{}\n{EXAMPLES}", words::examples(language)))
        .arg(flag("version", words::version_option(language)).short('V').action(ArgAction::Version))
        .subcommand(serve(language))
        .subcommand(with_store(command("migrate", words::migrate_about(language), language), language))
        .subcommand(
            with_store(command("demo", words::demo_about(language), language), language)
                .arg(flag("json", words::json_option(language))),
        )
        .subcommand(user(language))
        .subcommand(token(language))
        .subcommand(
            with_store(command("verify", words::verify_about(language), language), language)
                .arg(seal("seal", words::verify_seal_option(language)))
                .arg(seal("write-seal", words::verify_write_seal_option(language)))
                .arg(flag("json", words::json_option(language))),
        )
        .subcommand(with_file(
            "backup",
            words::backup_about(language),
            words::backup_file_argument(language),
            language,
        ))
        .subcommand(with_file(
            "restore",
            words::restore_about(language),
            words::restore_file_argument(language),
            language,
        ))
        .subcommand(guide(language))
        .subcommand(framework(language));
    polish(root, language)
}

fn command(name: &'static str, about: &'static str, language: Language) -> Command {
    let heading = words::usage_heading(language);
    let template = format!("{{about}}\n\n{heading} {{usage}}\n\n{{all-args}}{{after-help}}\n");
    Command::new(name)
        .about(about)
        .help_template(template)
        .subcommand_help_heading(words::commands_heading(language))
        .subcommand_value_name(words::command_word(language))
}

/// What every level shares: our own help option, and no help command, since both would speak English.
fn polish(command: Command, language: Language) -> Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(words::help_option(language))
        .help_heading(words::options_heading(language));
    let speak = Arg::new("language")
        .long("language")
        .value_name("fr|en")
        .value_parser(["fr", "en"])
        .hide_possible_values(true)
        .help(words::language_option(language))
        .help_heading(words::options_heading(language));
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|argument| {
            let heading = if argument.is_positional() {
                words::arguments_heading(language)
            } else {
                words::options_heading(language)
            };
            argument.help_heading(heading)
        })
        .arg(help)
        .arg(speak);
    names.iter().fold(command, |command, name| command.mut_subcommand(name, |inner| polish(inner, language)))
}

fn serve(language: Language) -> Command {
    let command = command("serve", words::serve_about(language), language)
        .arg(
            option("listen", "ADDR", "JALON_LISTEN", words::listen_option(language))
                .default_value("127.0.0.1:3000")
                .value_parser(value_parser!(SocketAddr)),
        )
        .arg(
            option("site-root", "DIR", "JALON_SITE_ROOT", words::site_root_option(language))
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            option("public-url", "URL", "JALON_PUBLIC_URL", words::public_url_option(language))
                .value_parser(public_url),
        );
    with_store(command, language)
}

fn user(language: Language) -> Command {
    let role = Arg::new("role")
        .long("role")
        .value_name("ROLE")
        .required(true)
        .value_parser(|text: &str| Role::from_code(text).ok_or("unknown role"))
        .help(words::role_option(language, Role::ALL.map(Role::code).join(", ")));
    let text = |id: &'static str, value: &'static str, help: &'static str| {
        Arg::new(id).long(id).value_name(value).help(help)
    };
    let name = || Arg::new("name").value_name("NAME").required(true).help(words::name_argument(language));
    let create = command("create", words::user_create_about(language), language)
        .arg(name())
        .arg(text("display-name", "NAME", words::display_name_option(language)))
        .arg(role)
        .arg(text("site", "SITE", words::site_option(language)).required(true));
    let list = command("list", words::user_list_about(language), language)
        .arg(flag("json", words::json_option(language)));
    let reset = command("reset", words::user_reset_about(language), language).arg(name());
    let close = command("close", words::user_close_about(language), language).arg(name());
    command("user", words::user_about(language), language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_store(create, language))
        .subcommand(with_store(list, language))
        .subcommand(with_store(reset, language))
        .subcommand(with_store(close, language))
}

fn token(language: Language) -> Command {
    let account = || {
        let account = Arg::new("account").long("account").value_name("NAME").required(true);
        account.help(words::token_account_option(language))
    };
    let create = command("create", words::token_create_about(language), language).arg(account());
    let revoke = command("revoke", words::token_revoke_about(language), language).arg(account());
    command("token", words::token_about(language), language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_store(create, language))
        .subcommand(with_store(revoke, language))
}

/// A command on the database and one file.
fn seal(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
}

fn with_file(name: &'static str, about: &'static str, file: &'static str, language: Language) -> Command {
    let file =
        Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(file);
    with_store(command(name, about, language), language)
        .arg(file)
        .arg(flag("json", words::json_option(language)))
}

fn guide(language: Language) -> Command {
    let path = |id: &'static str, help: &'static str| {
        let path = Arg::new(id).value_name("FILE").value_parser(value_parser!(PathBuf));
        path.required(true).help(help)
    };
    let file = || path("file", words::guide_file_argument(language));
    let partial = || flag("partial", words::guide_partial_option(language));
    let json = || flag("json", words::json_option(language));
    let check = command("check", words::guide_check_about(language), language)
        .arg(path("files", words::guide_files_argument(language)).num_args(1..))
        .arg(flag("json", words::json_lines_option(language)))
        .arg(partial());
    let answers = words::guide_answers_option(
        language,
        r#"{"path": "/data/q", "value": "x"}"#,
        r#"{"path": "/data/r", "add": 1}"#,
    );
    let answers = Arg::new("answers").long("answers").value_name("FILE").required(true).help(answers);
    let run = command("run", words::guide_run_about(language), language)
        .arg(file())
        .arg(answers.value_parser(value_parser!(PathBuf)))
        .arg(json())
        .arg(partial());
    let to = Arg::new("to").long("to").value_name("xlsx|json|md").required(true);
    let out = Arg::new("out").long("out").value_name("FILE").value_parser(value_parser!(PathBuf));
    let export = command("export", words::guide_export_about(language), language)
        .arg(file())
        .arg(to.value_parser(format).help(words::guide_to_option(language)))
        .arg(out.help(words::guide_out_option(language)))
        .arg(partial());
    let diff = command("diff", words::guide_diff_about(language), language)
        .arg(path("before", words::guide_before_argument(language)))
        .arg(path("after", words::guide_after_argument(language)))
        .arg(json());
    let import = command("import", words::guide_import_about(language), language).arg(file()).arg(partial());
    command("guide", words::guide_about(language), language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check)
        .subcommand(run)
        .subcommand(export)
        .subcommand(diff)
        .subcommand(with_store(import, language))
}

fn format(text: &str) -> Result<Format, &'static str> {
    Format::from_code(text).ok_or("unknown format")
}

fn framework(language: Language) -> Command {
    let path = |id: &'static str, help: &'static str| {
        let path = Arg::new(id).value_name("FILE").required(true).value_parser(value_parser!(PathBuf));
        path.help(help)
    };
    let check = command("check", framework_words::check_about(language), language)
        .arg(path("files", framework_words::files_argument(language)).num_args(1..))
        .arg(flag("json", words::json_lines_option(language)));
    let layout = command("layout", framework_words::layout_about(language), language)
        .arg(path("file", framework_words::graph_argument(language)))
        .arg(flag("json", framework_words::drawing_json_option(language)));
    let to = Arg::new("to")
        .long("to")
        .value_name("FORMAT")
        .required(true)
        .value_parser(|text: &str| Drawing::from_word(text).ok_or("unknown format"))
        .help(framework_words::to_option(language, Drawing::ALL.map(Drawing::word).join(", ")));
    let out = Arg::new("out").long("out").value_name("FILE").value_parser(value_parser!(PathBuf));
    let lang = Arg::new("lang").long("lang").value_name("fr|en").value_parser(["fr", "en"]);
    let export = command("export", framework_words::export_about(language), language)
        .arg(path("file", framework_words::file_argument(language)))
        .arg(to)
        .arg(out.help(framework_words::out_option(language)))
        .arg(lang.hide_possible_values(true).help(framework_words::lang_option(language)));
    let diff = command("diff", framework_words::diff_about(language), language)
        .arg(path("before", framework_words::before_argument(language)))
        .arg(path("after", framework_words::after_argument(language)))
        .arg(flag("json", words::json_option(language)));
    command("framework", framework_words::about(language), language)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check)
        .subcommand(layout)
        .subcommand(export)
        .subcommand(diff)
}

fn with_store(command: Command, language: Language) -> Command {
    command
        .arg(
            option("database", "URL", "DATABASE_URL", words::database_option(language))
                .default_value(DEFAULT_DATABASE),
        )
        .arg(
            option("master-key-file", "FILE", "JALON_MASTER_KEY_FILE", words::master_key_option(language))
                .value_parser(value_parser!(PathBuf)),
        )
}

/// An option whose help names its default and its variable itself, in the right language.
fn option(id: &'static str, value: &'static str, variable: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).value_name(value).env(variable).hide_env(true).hide_default_value(true).help(help)
}

fn flag(id: &'static str, help: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(help)
}

/// An address as people type it: a scheme and a host, nothing after it.
fn public_url(text: &str) -> Result<String, &'static str> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = host.map(|host| host.strip_suffix('/').unwrap_or(host)).unwrap_or_default();
    if host.is_empty() || host.contains(['/', '?', '#', ' ']) {
        return Err("an address is http:// or https:// and a host");
    }
    Ok(text.trim_end_matches('/').to_owned())
}
