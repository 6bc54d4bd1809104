//! The binary, started as people start it, in a folder of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// A folder of its own, with no configuration of the machine's.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn database(&self) -> String {
        format!("sqlite://{}", self.path("test.db"))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jalon"));
        for variable in
            ["DATABASE_URL", "JALON_LISTEN", "JALON_SITE_ROOT", "JALON_PUBLIC_URL", "LC_ALL", "LC_MESSAGES"]
        {
            command.env_remove(variable);
        }
        command
            .env("LANG", "en_GB.UTF-8")
            .env("JALON_MASTER_KEY_FILE", self.path("master.key"))
            .current_dir(self.folder.path())
            .args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran(self.command(arguments).output().unwrap())
    }
}

impl Place {
    /// Fills the database with the demo; what the command said.
    pub(crate) fn demo(&self, database: &str) -> serde_json::Value {
        let demo = self.run(&["demo", "--json", "--database", database]);
        assert_eq!(demo.code(), 0, "{}", demo.error());
        serde_json::from_str(&demo.out()).unwrap()
    }

    /// A token of a practitioner of the demo.
    pub(crate) fn token(&self, database: &str) -> String {
        let token = self.run(&["token", "create", "--account", "claire.morel", "--database", database]);
        assert_eq!(token.code(), 0, "{}", token.error());
        token.out().trim_end().to_owned()
    }

    /// The demo, an interview of it that may be written in, and a token of somebody who may.
    pub(crate) fn interview(&self, database: &str) -> (String, String) {
        let demo = self.demo(database);
        let documents = demo["documents"].as_array().unwrap();
        let interview = documents.iter().find(|document| document["kind"] == "interview").unwrap();
        (interview["id"].as_str().unwrap().to_owned(), self.token(database))
    }
}

pub(crate) struct Ran(Output);

impl Ran {
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn error(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }
}

/// A server that ends with the test.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: String,
}

impl Running {
    pub(crate) fn start(place: &Place) -> Self {
        Self::start_on(place, &place.database())
    }

    pub(crate) fn start_on(place: &Place, database: &str) -> Self {
        // A pipe that nobody reads would stop the server once it is full.
        Self::start_logging(place, database, "info", Stdio::null())
    }

    /// Starts a server that tells this much into that file.
    pub(crate) fn start_logging(place: &Place, database: &str, level: &str, log: Stdio) -> Self {
        let mut child = place
            .command(&["serve", "--listen", "127.0.0.1:0", "--database", database])
            .env("JALON_LOG", level)
            .env("RUST_LOG", level)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("Listening on http://").expect(&line).to_owned();
        Self { child, address }
    }

    /// Memory that it holds, in KiB, as the system counts it.
    pub(crate) fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Asks it to stop, and waits.
    pub(crate) fn stop(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not stop");
    }
}

impl Running {
    /// SIGKILL: the server does not know what happens to it.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have stopped by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
