//! One PostgreSQL for each test process, on a socket in a temporary folder. A small shell script looks after it: when
//! this process ends, however it ends, the script's input closes and it stops the server and removes the folder.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, OnceLock},
};

const SCRIPT: &str = r#"
set -e
folder=$(mktemp -d /tmp/jalon-postgres-XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" --username=jalon --auth=trust --encoding=UTF8 --no-locale --no-sync --pgdata="$folder/data" >"$folder/log" 2>&1 \
  || { cat "$folder/log" >&2; exit 1; }
printf 'local all locked scram-sha-256\nlocal all all trust\n' >"$folder/data/pg_hba.conf"
"$1/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" -c fsync=off \
  -c max_connections=200 -c shared_buffers=32MB >>"$folder/log" 2>&1 &
server=$!
tries=0
until "$1/pg_isready" --quiet --host="$folder"; do
  tries=$((tries + 1))
  kill -0 "$server" && [ "$tries" -lt 600 ] || { cat "$folder/log" >&2; kill "$server" || true; exit 1; }
  sleep 0.1
done
echo "$folder"
cat >/dev/null
kill -INT "$server"
wait "$server" || true
"#;

struct Cluster {
    binaries: PathBuf,
    socket_folder: String,
    databases_made: Mutex<u32>,
    /// Its input is held open for as long as this process lives.
    _keeper: Child,
}

/// The name and the URL of a new, empty database.
pub(crate) fn new_database() -> (String, String) {
    let cluster = cluster();
    let mut made = cluster.databases_made.lock().expect("no test panicked while making a database");
    *made += 1;
    let name = format!("test_{}", *made);
    cluster.sql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
    let url = cluster.url("jalon", &name);
    (name, url)
}

/// A URL whose user needs a password that it does not give.
pub fn locked_out_url() -> String {
    let cluster = cluster();
    cluster.sql("postgres", "DO $$ BEGIN CREATE ROLE locked LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    cluster.url("locked:wrong", "postgres")
}

pub(crate) fn sql(database: &str, statement: &str) {
    cluster().sql(database, statement);
}

pub(crate) fn set_away(database: &str, away: bool) {
    let cluster = cluster();
    cluster.sql("postgres", &format!("ALTER DATABASE {database} ALLOW_CONNECTIONS {}", !away));
    if away {
        cluster.sql(
            "postgres",
            &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"),
        );
    }
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

impl Cluster {
    fn start() -> Self {
        let binaries = binaries().expect("PostgreSQL is needed for the tests: apt-get install postgresql");
        let mut child = unprivileged("sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(&binaries)
            .current_dir("/tmp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell that looks after PostgreSQL");
        let mut socket_folder = String::new();
        let output = child.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut socket_folder).expect("its first line");
        assert!(!socket_folder.trim().is_empty(), "PostgreSQL did not start; what it said stands above");
        Self {
            binaries,
            socket_folder: socket_folder.trim().to_owned(),
            databases_made: Mutex::new(0),
            _keeper: child,
        }
    }

    fn sql(&self, database: &str, statement: &str) {
        let status = Command::new(self.binaries.join("psql"))
            .args(["--quiet", "--no-psqlrc", "--username=jalon"])
            .arg(format!("--dbname={database}"))
            .arg(format!("--host={}", self.socket_folder))
            .arg(format!("--command={statement}"))
            .stdout(Stdio::null())
            .status()
            .expect("psql runs");
        assert!(status.success(), "PostgreSQL refused: {statement}");
    }

    fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@localhost/{database}?host={}", self.socket_folder)
    }
}

/// PostgreSQL refuses to run as root.
fn unprivileged(program: &str) -> Command {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    if id.stdout.trim_ascii() == b"0" {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        return command;
    }
    Command::new(program)
}

/// The folder of `initdb` and `postgres`: that on PATH, otherwise the newest of Debian's.
fn binaries() -> Option<PathBuf> {
    let complete = |folder: &Path| {
        ["initdb", "postgres", "pg_isready", "psql"].iter().all(|program| folder.join(program).is_file())
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = std::env::split_paths(&path).find(|folder| complete(folder)) {
        return Some(folder);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .map(|entry| entry.path())
        .filter(|folder| complete(&folder.join("bin")))
        .max_by_key(version)?;
    Some(newest.join("bin"))
}
