//! The binary `jalon`.

use std::process::ExitCode;

use server::{cli, commands, log};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let language = cli::language(&arguments, |name| std::env::var(name).ok());
    let command = match cli::parse(&arguments, language) {
        Ok(command) => command,
        Err(stop) => return commands::stop(language, &stop),
    };
    log::start();
    commands::run(language, command).await
}
