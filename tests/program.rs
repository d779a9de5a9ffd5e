//! The program as an administrator meets it: what it prints, and the one line that says how to mend what is wrong.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;

use crate::support::Fixture;
use crate::support::client::Client;

/// An installation in a folder of its own.
struct Installation {
    folder: tempfile::TempDir,
    database: Option<String>,
}

impl Installation {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: None }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_buurtnet"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("BUURTNET_DATABASE_URL", self.database.as_deref().unwrap_or_default());
        if self.database.is_none() {
            command.env_remove("BUURTNET_DATABASE_URL");
        }
        command
    }

    fn runs(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// What it prints when all goes well.
    #[track_caller]
    fn prints(&self, arguments: &[&str]) -> String {
        let output = self.runs(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one line that says how to mend what is wrong.
    #[track_caller]
    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.runs(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        let said = said(&output);
        let mend: Vec<_> = said.lines().filter(|it| it.starts_with("buurtnet: ")).collect();
        assert_eq!(mend.len(), 1, "one line: {said}");
        assert!(!said.contains("panicked"), "{said}");
        mend[0].to_owned()
    }

    fn serves(&self, arguments: &[&str]) -> Serving {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let child = self.command(&all).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        Serving::of(child)
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A server of its own process.
struct Serving {
    child: Child,
    base: String,
}

impl Serving {
    fn of(mut child: Child) -> Self {
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|it| it.starts_with("Buurtnet listens on ")).expect("it listens");
        // The rest is read, so that the server can go on writing.
        std::thread::spawn(move || lines.for_each(drop));
        Self { base: format!("http://{}", line.trim_start_matches("Buurtnet listens on ")), child }
    }

    /// Asks it to end, and waits until it has.
    fn ends(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(path: &str, text: &str) {
    fs::write(path, text).unwrap();
}

const TWO_SQUARES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"c":"W01","n":"Rabot","nis":"44021"},"geometry":{"type":"Polygon",
     "coordinates":[[[4.0,51.0],[4.01,51.0],[4.01,51.01],[4.0,51.01],[4.0,51.0]]]}},
    {"type":"Feature","properties":{"c":"W02","n":"Brugse Poort","nis":"44021"},"geometry":{"type":"Polygon",
     "coordinates":[[[4.02,51.0],[4.03,51.0],[4.03,51.01],[4.02,51.0]]]}}]}"#;

#[test]
fn help_lists_every_command_and_every_flag() {
    let here = Installation::new();
    let help = here.prints(&["--help"]);
    for command in ["serve", "demo", "migrate", "import", "admin", "backup", "restore", "keys", "doctor", "openapi"] {
        assert!(help.contains(&format!("  {command}")), "{command}: {help}");
    }
    let help = here.prints(&["serve", "--help"]);
    for flag in [
        "data-dir",
        "database-url",
        "master-key-file",
        "connections",
        "listen",
        "metrics-listen",
        "public-url",
        "trusted-proxy",
        "tls-cert",
        "tls-key",
        "mail",
        "mail-from",
        "rate-limit",
    ] {
        let twin = format!("BUURTNET_{}", flag.replace('-', "_").to_uppercase());
        assert!(help.contains(&format!("--{flag} ")) || help.contains(&format!("--{flag}\n")), "{flag}: {help}");
        assert!(help.contains(&format!("[env: {twin}")), "{twin}: {help}");
    }
    assert!(here.prints(&["import", "neighbourhoods", "--help"]).contains("--code"));
    assert!(!here.prints(&["admin", "create", "--help"]).contains("--password"));
    assert_eq!(here.prints(&["openapi"]), buurtnet::api::document_text());
    assert!(fs::read_dir(here.folder.path()).unwrap().next().is_none(), "looking makes nothing");
}

#[test]
fn an_empty_folder_becomes_an_instance_with_an_administrator_and_neighbourhoods() {
    installs(&Installation::new());
    if let Some(fixture) = Fixture::postgres() {
        installs(&Installation { database: Some(fixture.url.clone()), ..Installation::new() });
    }
}

#[test]
fn serve_prints_a_link_that_makes_the_first_administrator() {
    begins(&Installation::new());
    if let Some(fixture) = Fixture::postgres() {
        begins(&Installation { database: Some(fixture.url.clone()), ..Installation::new() });
    }
}

/// Starts it and reads its lines, up to the one with this in it.
fn starts(here: &Installation, until: &str) -> (Serving, Vec<String>) {
    let mut child = here.command(&["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut said = Vec::new();
    for line in lines.by_ref() {
        said.push(line);
        if said.last().is_some_and(|it| it.contains(until)) {
            break;
        }
    }
    std::thread::spawn(move || lines.for_each(drop));
    let base = said.iter().find_map(|it| it.strip_prefix("Buurtnet listens on ")).expect("it listens").to_owned();
    (Serving { base: format!("http://{base}"), child }, said)
}

fn begins(here: &Installation) {
    let (served, said) = starts(here, "buurtnet admin create");
    let link = said.iter().find_map(|it| it.trim().split_once("/setup#")).expect("a link");
    assert_eq!(link.0, served.base);
    let client = Client::new(&served.base);
    assert!(client.get("/setup").ok(200).text.contains("id=\"token\""));
    let (served_before, first) = (served, link.1.to_owned());
    served_before.ends();
    // A new start prints a new one.
    let (served, said) = starts(here, "buurtnet admin create");
    let link = said.iter().find_map(|it| it.trim().split_once("/setup#")).expect("a link").1;
    assert_ne!(link, first);
    let client = Client::new(&served.base);
    let new = json!({
        "token": link, "email": "sofie@buurt.example", "password": "zorgzame-buurt", "firstName": "Sofie",
        "lastName": "Maes", "birthYear": 1980, "locale": "nl-BE",
    });
    client.post("/v1/setup", new.clone()).ok(204);
    client.post("/v1/setup", new).ok(400);
    served.ends();
    let (served, said) = starts(here, "Buurtnet listens on ");
    assert!(!said.concat().contains("/setup#"), "{said:?}");
    let sign_in = json!({ "email": "sofie@buurt.example", "password": "zorgzame-buurt" });
    Client::new(&served.base).post("/v1/sessions", sign_in).ok(201);
}

fn installs(here: &Installation) {
    let file = here.path("wijken.geojson");
    write(&file, TWO_SQUARES);
    let import = ["import", "neighbourhoods", file.as_str(), "--code", "c", "--name", "n"];
    assert!(here.prints(&import).starts_with("2 of 2 neighbourhoods read: 2 new, 0 changed, 0 unchanged; 0 left out"));
    assert!(here.prints(&import).starts_with("2 of 2 neighbourhoods read: 0 new, 0 changed, 2 unchanged"));
    write(&file, &TWO_SQUARES.replace("W02", "W03"));
    let third = here.prints(&import);
    assert!(third.contains("1 new") && third.contains("still open here: W02"), "{third}");
    let mode = fs::metadata(here.path("buurtnet.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let create = [
        "admin",
        "create",
        "--email",
        "Sofie@buurt.example",
        "--first-name",
        "Sofie",
        "--last-name",
        "Maes",
        "--birth-year",
        "1980",
    ];
    assert!(here.fails(&create).contains("BUURTNET_ADMIN_PASSWORD"));
    let with = |password: &str| here.command(&create).env("BUURTNET_ADMIN_PASSWORD", password).output().unwrap();
    for weak in ["kort", "abababababab"] {
        let refused = with(weak);
        assert!(!refused.status.success() && !said(&refused).contains(weak), "{}", said(&refused));
    }
    let mut child = here.command(&create).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"zorgzame-buurt\n").unwrap();
    let finished = child.wait_with_output().unwrap();
    assert!(finished.status.success() && said(&finished).starts_with("administrator "), "{}", said(&finished));
    let again = with("zorgzame-buurt");
    assert!(!again.status.success() && said(&again).contains("has an account already"), "{}", said(&again));

    let served = here.serves(&["--metrics-listen", "127.0.0.1:0"]);
    let client = Client::new(&served.base);
    let sign_in = json!({ "email": "sofie@buurt.example", "password": "zorgzame-buurt" });
    let body = client.post("/v1/sessions", sign_in).ok(201).body;
    let me = client.with_token(body["accessToken"].as_str().unwrap()).get("/v1/me").ok(200);
    assert_eq!(me.body["roles"][0]["role"], "administrator");
    client.get("/health").ok(200);
    client.get("/health/ready").ok(200);
    client.get("/metrics").ok(404);
    assert_eq!(served.ends(), Some(0));
    let doctor = here.prints(&["doctor"]);
    assert!(doctor.lines().all(|it| it.starts_with("ok ")), "{doctor}");
}

#[test]
fn the_settings_in_docker_compose_are_understood() {
    let text = include_str!("../docker-compose.yml");
    let compose: serde_json::Value = serde_norway::from_str(text).unwrap();
    let settings = compose["services"]["buurtnet"]["environment"].as_object().unwrap();
    let here = Installation::new();
    let mut command = here.command(&["serve", "--listen", "127.0.0.1:0"]);
    for (name, value) in settings {
        let value = value.as_str().unwrap();
        // `${NAME:-default}` is its default.
        let default =
            value.strip_prefix("${").and_then(|it| it.split_once(":-")).map(|(_, it)| it.trim_end_matches('}'));
        command.env(name, default.unwrap_or(value));
    }
    // What is there in the containers only.
    command.env_remove("BUURTNET_DATABASE_URL").env_remove("BUURTNET_DATA_DIR").env_remove("BUURTNET_MASTER_KEY_FILE");
    let child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(Serving::of(child).ends(), Some(0));
}

#[test]
fn figures_have_a_listener_of_their_own() {
    let here = Installation::new();
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let served = here.serves(&["--metrics-listen", &free]);
    Client::new(&served.base).get("/v1/instance").ok(200);
    let figures = Client::new(&format!("http://{free}")).get("/metrics").ok(200);
    assert!(figures.text.contains("http_requests_total{"), "{}", figures.text);
    assert!(figures.text.contains("pattern=\"/v1/instance\""), "{}", figures.text);
    assert_eq!(Client::new(&format!("http://{free}")).get("/v1/instance").status, 404);
}

#[test]
fn what_cannot_be_listened_on_is_told() {
    let here = Installation::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mend = here.fails(&["serve", "--listen", &address]);
    assert!(mend.contains(&address) && mend.contains("--listen"), "{mend}");
    let mend = here.fails(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", &address]);
    assert!(mend.contains("--metrics-listen"), "{mend}");
    let mend = here.fails(&["serve", "--listen", "0.0.0.0:0"]);
    assert!(mend.contains("--tls-cert") && mend.contains("--trusted-proxy"), "{mend}");
    let output = here.runs(&["serve", "--listen", "nowhere"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_folder_or_a_key_that_does_not_serve_is_told() {
    let here = Installation::new();
    // A file where a folder should be: root may write anywhere, so permissions would not stop it.
    write(&here.path("file"), "");
    let mend = here.fails(&["serve", "--data-dir", "file"]);
    assert!(mend.contains("file") && mend.contains("--data-dir"), "{mend}");
    let mend = here.fails(&["serve", "--master-key-file", "file/key"]);
    assert!(mend.contains("--master-key-file"), "{mend}");
    write(&here.path("broken.key"), "0123");
    let mend = here.fails(&["serve", "--master-key-file", "broken.key"]);
    assert!(mend.contains("64 hexadecimal digits"), "{mend}");
    here.prints(&["migrate"]);
    let mend = here.fails(&["serve", "--master-key-file", "other.key"]);
    assert!(mend.contains("not the one this database was made with"), "{mend}");
    write(&here.path("data/buurtnet.db"), "this is no database at all, but it is long enough to be looked at as one");
    assert!(here.fails(&["serve"]).contains("database"));
}

#[test]
fn a_database_that_is_not_there_is_told() {
    let here = Installation::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://nobody:geheim@127.0.0.1:{free}/x");
    for verb in ["serve", "migrate", "doctor"] {
        let mend = here.fails(&[verb, "--database-url", &url]);
        assert!(mend.contains("database") || mend.contains("checks found a fault"), "{mend}");
        assert!(!mend.contains("geheim"), "{mend}");
    }
    for url in ["mysql://x", "sqlite://", "postgres://db.example/x"] {
        assert!(here.fails(&["migrate", "--database-url", url]).contains("--database-url"), "{url}");
    }
    let mend = here.fails(&["serve", "--mail", "carrier-pigeon"]);
    assert!(mend.contains("--mail"), "{mend}");
}

#[test]
fn a_file_that_is_no_file_of_neighbourhoods_is_told() {
    let here = Installation::new();
    let (file, import) = (here.path("x.geojson"), ["import", "neighbourhoods", "x.geojson"]);
    assert!(here.fails(&import).contains("cannot be opened"));
    for (text, why) in [
        ("", "empty"),
        ("{", "not JSON"),
        ("[]", "FeatureCollection"),
        (r#"{"type":"FeatureCollection","features":[]}"#, "no features"),
        (TWO_SQUARES, "no feature has a property `code`"),
    ] {
        write(&file, text);
        let mend = here.fails(&import);
        assert!(mend.contains(why), "{mend}");
    }
    assert!(!Path::new(&here.path("data")).exists(), "a file that cannot be read makes no database");
    // One that is broken is named, and the other goes in.
    write(
        &file,
        &TWO_SQUARES
            .replace("[4.0,51.0],[4.01,51.0]", "[4.0,51.0],[4.0,51.0]")
            .replace("4.01,51.01],[4.0,51.01],[4.0,51.0", "4.0,51.0"),
    );
    let output = here.runs(&["import", "neighbourhoods", "x.geojson", "--code", "c", "--name", "n"]);
    let said = said(&output);
    assert!(
        output.status.success() && said.contains("left out: feature 1 (Rabot, W01): ") && said.contains("1 of 2"),
        "{said}"
    );
    write(&file, &TWO_SQUARES.replace("Polygon", "Point"));
    assert!(
        here.fails(&["import", "neighbourhoods", "x.geojson", "--code", "c", "--name", "n"])
            .contains("nothing could be brought in")
    );
}

#[test]
fn the_doctor_finds_what_is_wrong_and_changes_nothing() {
    let here = Installation::new();
    let output = here.runs(&["doctor"]);
    assert!(!output.status.success() && said(&output).contains("start `buurtnet serve` once"), "{}", said(&output));
    assert!(fs::read_dir(here.folder.path()).unwrap().next().is_none(), "looking makes nothing");
    here.prints(&["migrate"]);
    here.prints(&["doctor"]);
    fs::set_permissions(here.path("buurtnet.key"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(here.path("data"), fs::Permissions::from_mode(0o755)).unwrap();
    let output = here.runs(&["doctor"]);
    let told = said(&output);
    assert!(!output.status.success() && told.contains("chmod 600") && told.contains("chmod 700"), "{told}");
    assert!(told.contains("2 of 7 checks found a fault"), "{told}");
    crate::support::fixture::execute(
        &format!("sqlite://{}", here.path("data/buurtnet.db")),
        "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
    );
    assert!(said(&here.runs(&["doctor"])).contains("buurtnet migrate"));
}
