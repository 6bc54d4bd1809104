//! The binary in a folder of its own, with the demo in an embedded database.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::Outcome;

/// A practitioner of the demo.
const ACCOUNT: &str = "claire.morel";

pub(crate) struct Place {
    folder: tempfile::TempDir,
    binary: PathBuf,
    pub(crate) demo: Value,
    /// What proves the right to `/sync`.
    pub(crate) token: String,
}

impl Place {
    pub(crate) fn new(binary: PathBuf) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut place = Self { folder, binary, demo: Value::Null, token: String::new() };
        let database = place.database("first");
        place.demo = serde_json::from_str(&place.run(&["demo", "--json", "--database", &database])?)?;
        place.token = place.new_token("first")?;
        Ok(place)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub(crate) fn database(&self, name: &str) -> String {
        format!("sqlite://{}", self.path(&format!("{name}.db")))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.env("JALON_MASTER_KEY_FILE", self.path("master.key")).env("LANG", "en_GB.UTF-8");
        command.env("JALON_LOG", "warn").current_dir(self.folder.path()).args(arguments);
        command
    }

    /// What the command prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome<String> {
        let ran = self.command(arguments).output()?;
        if ran.status.success() {
            Ok(String::from_utf8(ran.stdout)?)
        } else {
            Err(String::from_utf8_lossy(&ran.stderr).into_owned().into())
        }
    }

    pub(crate) fn new_token(&self, database: &str) -> Outcome<String> {
        let url = self.database(database);
        Ok(self.run(&["token", "create", "--account", ACCOUNT, "--database", &url])?.trim_end().to_owned())
    }

    pub(crate) fn serve(&self, database: &str) -> Outcome<Running> {
        let url = self.database(database);
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--database", &url]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let address = line.trim_end().rsplit("http://").next().unwrap_or_default().to_owned();
        Ok(Running { child, address })
    }

    /// An interview of the demo that may be written in.
    pub(crate) fn interview(&self) -> Outcome<String> {
        let documents = self.demo["documents"].as_array().ok_or("the demo has no documents")?;
        let interview = documents.iter().find(|document| document["kind"] == "interview");
        Ok(interview.and_then(|one| one["id"].as_str()).ok_or("the demo has no interview")?.to_owned())
    }
}

/// A server that ends with its owner.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: String,
}

impl Running {
    /// Proportional set size, in KB of 1,000 bytes: what the process would give back if it ended.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line =
            text.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("the system tells no Pss")?;
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1.024)
    }

    /// Asks it to stop, so that its database is whole in one file, and waits.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        self.child.wait()?;
        Ok(())
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody of the demo, signed in as in a browser.
pub(crate) struct Browser {
    client: reqwest::Client,
    cookie: String,
}

impl Browser {
    pub(crate) async fn sign_in(place: &Place, server: &Running) -> Outcome<Self> {
        let accounts = place.demo["accounts"].as_array().ok_or("the demo has no accounts")?;
        let account = accounts.iter().find(|one| one["name"] == ACCOUNT).ok_or("there is no such account")?;
        let body = json!({ "name": ACCOUNT, "passphrase": account["password"] });
        let client = reqwest::Client::new();
        let reply = client.post(server.url("/api/account/sign-in")).json(&body).send().await?;
        let set = reply.headers().get("set-cookie").ok_or("signing in was refused")?.to_str()?;
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { client, cookie })
    }

    pub(crate) async fn call(&self, server: &Running, path: &str, body: &Value) -> Outcome<Value> {
        let request = self.client.post(server.url(path)).header("cookie", &self.cookie).json(body);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }
}
