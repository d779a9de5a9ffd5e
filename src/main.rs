//! The program: `buurtnet serve`, and what an administrator does from the command line.

use std::fs::File;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use buurtnet::app::{self, Mend, block_on};
use buurtnet::clock::Clock;
use buurtnet::demo;
use buurtnet::hsds;
use buurtnet::organisations::actions::import::{ImportMode, ImportOutcome};
use buurtnet::people::actions::{NewAccount, NewPerson, NewRole, Scope, grant_role, vouch};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::people::password::NewPassword;
use buurtnet::platform::config::{DataConfig, LogConfig, ServeConfig, admin_password};
use buurtnet::platform::language::Locale;
use buurtnet::platform::telemetry::start_logging;
use buurtnet::platform::text::{EmailAddress, PersonName};
use buurtnet::policy::{Actor, Role};
use buurtnet::privacy::erasure::ErasureList;
use buurtnet::privacy::register;
use buurtnet::{backup, doctor, instance, keys, places};
use clap::{Args, Parser, Subcommand};

/// The backend of caring neighbourhoods.
#[derive(Parser)]
#[command(name = "buurtnet", version, about)]
struct Program {
    #[command(flatten)]
    log: LogConfig,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API.
    Serve {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        serve: ServeConfig,
    },
    /// Serve a neighbourhood with people in it, made up and gone when it ends.
    Demo {
        /// The database; a temporary one when left out.
        #[arg(long, env = "BUURTNET_DATABASE_URL", hide_env_values = true)]
        database_url: Option<String>,
        #[command(flatten)]
        serve: ServeConfig,
    },
    /// Bring the database to the schema of this program, and stop.
    Migrate {
        #[command(flatten)]
        data: DataConfig,
    },
    /// Bring something in from a file.
    #[command(subcommand)]
    Import(Import),
    /// Administrators.
    #[command(subcommand)]
    Admin(Admin),
    /// Copy the whole database into a new folder, while it is used. Keep the copy on another machine, and the master key
    /// apart from it: it is not in the copy, and without it the copy cannot be read.
    Backup {
        /// The folder that gets the folder of the backup.
        #[arg(long)]
        to: PathBuf,
        #[command(flatten)]
        data: DataConfig,
    },
    /// Put a backup back, where there is no database yet. Everybody signs in anew.
    Restore {
        /// The folder of the backup.
        #[arg(long)]
        from: PathBuf,
        #[command(flatten)]
        data: DataConfig,
    },
    /// The master keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Look at this installation and say how to mend what is wrong. Changes nothing.
    Doctor {
        #[command(flatten)]
        data: DataConfig,
    },
    /// Print the `OpenAPI` document.
    Openapi,
    /// Print what whoever answers for the data needs, as Markdown.
    #[command(subcommand)]
    Privacy(Privacy),
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Put a new master key in force, while no server runs. The old one stays in the key file: it opens the backups from
    /// before. If it is cut, run it again. Then copy the key file to where you keep it, and to the other instances.
    Rotate {
        #[command(flatten)]
        data: DataConfig,
    },
    /// Take the older keys out of the key file, while no server runs: the backups from before, and whoever has not been here
    /// since, are shut out then.
    Forget {
        #[command(flatten)]
        data: DataConfig,
    },
}

#[derive(Subcommand)]
enum Privacy {
    /// The register of processing.
    Register,
    /// A template for the impact assessment.
    Dpia,
}

#[derive(Subcommand)]
enum Import {
    /// Neighbourhoods with their boundaries, from a `GeoJSON` file in WGS84 degrees. Running it again changes nothing;
    /// another boundary makes a new version; a code that disappeared is told and stays.
    Neighbourhoods {
        /// The file.
        file: PathBuf,
        /// The property that holds the code of a neighbourhood.
        #[arg(long, default_value = "code")]
        code: String,
        /// The property that holds its name.
        #[arg(long, default_value = "name")]
        name: String,
        #[command(flatten)]
        data: DataConfig,
    },
    /// Organisations with their services and places, from a file of HSDS 3.0: JSON, or the tables of a data package in a ZIP file.
    /// What is known by its id is brought up to date; what looks like something known stays out.
    Hsds {
        /// The file.
        file: PathBuf,
        /// Only say what would come of each line.
        #[arg(long)]
        dry_run: bool,
        /// Bring in what looks like something known too, beside it.
        #[arg(long)]
        with_duplicates: bool,
        #[command(flatten)]
        data: DataConfig,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Make an administrator. The password is read from `BUURTNET_ADMIN_PASSWORD`, or else from the first line of the
    /// input; never from an argument.
    Create {
        #[command(flatten)]
        who: NewAdmin,
        #[command(flatten)]
        data: DataConfig,
    },
}

#[derive(Args)]
struct NewAdmin {
    /// The e-mail address to sign in with.
    #[arg(long)]
    email: EmailAddress,
    /// The first name.
    #[arg(long)]
    first_name: PersonName,
    /// The last name.
    #[arg(long)]
    last_name: PersonName,
    /// The year of birth.
    #[arg(long, value_parser = birth_year)]
    birth_year: BirthYear,
    /// The language to write in: nl-BE, nl-BE-x-eenvoudig, fr-BE or en.
    #[arg(long, default_value = "nl-BE", value_parser = locale)]
    locale: Locale,
}

fn birth_year(text: &str) -> Result<BirthYear, String> {
    let year = text.parse().ok().and_then(BirthYear::new);
    year.ok_or_else(|| "a year between 1900 and 2100 is expected".to_owned())
}

fn locale(text: &str) -> Result<Locale, String> {
    let known = || Locale::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    Locale::from_word(text).ok_or_else(|| format!("the languages are {}", known()))
}

fn main() -> ExitCode {
    let program = Program::parse();
    let result = start_logging(&program.log.log, program.log.log_format).and_then(|()| run(program.command));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(mend) => {
            eprintln!("buurtnet: {mend}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Mend> {
    match command {
        Command::Serve { data, serve } => {
            serve.check_encryption()?;
            let store = app::open_store(&data, Clock::System)?;
            let erased = ErasureList::new(data.erasure_list_file());
            let link = block_on(store.read(instance::setup::link)).map_err(|error| error.to_string())?;
            let banner = |running: &app::Running| {
                eprintln!("Buurtnet listens on {}", running.address);
                if let Some(link) = link {
                    eprint!("{}", instance::setup::invitation(&serve.known_as(running.address), &link));
                }
            };
            block_on(app::serve(store, &serve, erased, banner))
        }
        Command::Demo { database_url, serve } => block_on(demo::run(database_url.as_deref(), serve)),
        Command::Migrate { data } => app::open_store(&data, Clock::System).map(|_| ()),
        Command::Import(Import::Neighbourhoods { file, code, name, data }) => import(&file, &code, &name, &data),
        Command::Import(Import::Hsds { file, dry_run, with_duplicates, data }) => {
            let mode = ImportMode { is_tried: dry_run, with_duplicates };
            import_hsds(&file, mode, &data)
        }
        Command::Admin(Admin::Create { who, data }) => create_admin(who, &data),
        Command::Backup { to, data } => {
            let (folder, made) = backup::backup(&to, &data)?;
            let rows: i64 = made.rows.values().sum();
            println!("{}: {rows} rows, {} bytes", folder.display(), made.bytes);
            Ok(())
        }
        Command::Restore { from, data } => {
            let put_back = backup::restore(&from, &data)?;
            let rows: i64 = put_back.rows.values().sum();
            println!("{rows} rows of {} are back; everybody signs in anew", put_back.made_at);
            println!(
                "what was taken from somebody since then (a role, a consent) holds again: look at what you know of"
            );
            Ok(())
        }
        Command::Keys(KeysCommand::Rotate { data }) => {
            let count = block_on(keys::rotate(&data))?;
            println!("a new master key is in force; {count} data keys are wrapped under it");
            println!("copy {} to where you keep it, and to the other instances", data.master_key_file.display());
            Ok(())
        }
        Command::Keys(KeysCommand::Forget { data }) => {
            let count = block_on(keys::forget(&data))?;
            println!("{count} older keys are forgotten; take them out of the copies of the file too");
            println!(
                "the erasure list {} is signed anew: copy it with {} to where you keep them, and to the other instances",
                data.erasure_list_file().display(),
                data.master_key_file.display()
            );
            Ok(())
        }
        Command::Doctor { data } => examine(&data),
        Command::Privacy(Privacy::Register) => {
            print!("{}", register::register());
            Ok(())
        }
        Command::Privacy(Privacy::Dpia) => {
            print!("{}", register::dpia());
            Ok(())
        }
        Command::Openapi => {
            print!("{}", buurtnet::api::document_text());
            Ok(())
        }
    }
}

/// What went in is said, and what could not; that some could not is no failure of the rest.
fn import(file: &Path, code: &str, name: &str, data: &DataConfig) -> Result<(), Mend> {
    let shown = file.display();
    let source = File::open(file).map_err(|error| format!("{shown} cannot be opened: {error}"))?;
    let reading = places::read(source, code, name).map_err(|error| format!("{shown}: {error}"))?;
    for broken in &reading.broken {
        eprintln!("left out: {broken}");
    }
    if reading.features.is_empty() {
        return Err(format!("{shown}: nothing could be brought in; the lines above say why"));
    }
    let store = app::open_store(data, Clock::System)?;
    let (count, left_out) = (reading.features.len(), reading.broken.len());
    let is_watched = stderr().is_terminal();
    let imported = block_on(store.write(move |tx| {
        places::import_telling(tx, &reading, &mut |done| {
            if is_watched {
                eprint!("\r{done} of {count}");
                // Whether somebody sees the progress does not matter to the import.
                let _ = stderr().flush();
            }
        })
    }));
    if is_watched {
        eprint!("\r\x1b[K");
    }
    let imported = imported.map_err(|error| format!("nothing was brought in: {error}"))?;
    let (new, changed, gone) = (imported.new.len(), imported.changed.len(), imported.disappeared.len());
    println!(
        "{count} of {} neighbourhoods read: {new} new, {changed} changed, {} unchanged; {left_out} left out; \
         {gone} disappeared",
        count + left_out,
        imported.unchanged
    );
    if gone > 0 {
        println!("not in the file any more, and still open here: {}", imported.disappeared.join(", "));
    }
    Ok(())
}

/// Says of each line what came of it, or would.
fn import_hsds(file: &Path, mode: ImportMode, data: &DataConfig) -> Result<(), Mend> {
    let shown = file.display();
    let bytes = std::fs::read(file).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let reading = hsds::import::read(&bytes).map_err(|error| format!("{shown}: {error}"))?;
    let store = app::open_store(data, Clock::System)?;
    let imported = block_on(store.write(move |tx| hsds::import::import(tx, &Actor::system(), &reading, mode)));
    let (rows, not_kept) = imported.map_err(|error| format!("nothing was brought in: {error}"))?;
    for row in &rows {
        let what = std::iter::once(&row.what).chain(&row.notes).map(String::as_str);
        println!("{}: {}", row.outcome, what.collect::<Vec<_>>().join("; "));
    }
    for what in not_kept {
        println!("not kept: {what}");
    }
    let count = |outcome: ImportOutcome| rows.iter().filter(|it| it.outcome == outcome).count();
    let counts: Vec<_> = ImportOutcome::ALL.iter().map(|it| format!("{} {it}", count(*it))).collect();
    let tried = if mode.is_tried { "tried, nothing was written: " } else { "" };
    println!("{tried}{}", counts.join(", "));
    Ok(())
}

fn create_admin(who: NewAdmin, data: &DataConfig) -> Result<(), Mend> {
    let password = NewPassword::parse(&read_password()?)?;
    if password.is_weak() {
        return Err("the password has too few different characters: choose another".to_owned());
    }
    let email = who.email.clone();
    let new = NewAccount {
        email: who.email,
        password_hash: password.hash()?,
        person: NewPerson {
            name: Name { first: who.first_name, last: who.last_name },
            birth_year: who.birth_year,
            languages: Vec::new(),
            locale: who.locale,
        },
    };
    let store = app::open_store(data, Clock::System)?;
    let role = NewRole { role: Role::Administrator, scope: Scope::Instance };
    let made = block_on(store.write(move |tx| {
        let id = vouch(tx, &new)?;
        grant_role(tx, &Actor::system(), id, &role)?;
        Ok(id)
    }));
    let id = made.map_err(|error| match error.code() {
        Some(_) => format!("{} has an account already: choose another address", email.as_str()),
        None => format!("no administrator was made: {error}"),
    })?;
    println!("administrator {id} can sign in");
    Ok(())
}

fn read_password() -> Result<String, Mend> {
    if let Some(password) = admin_password() {
        return Ok(password);
    }
    let mut line = String::new();
    let read = if stdin().is_terminal() {
        rpassword::prompt_password("Password: ").map(|it| line = it)
    } else {
        stdin().lock().read_line(&mut line).map(|_| ())
    };
    read.map_err(|error| format!("the password cannot be read: {error}"))?;
    match line.trim_end_matches(['\r', '\n']) {
        "" => Err("no password: set BUURTNET_ADMIN_PASSWORD, or write it on the first line of the input".to_owned()),
        password => Ok(password.to_owned()),
    }
}

fn examine(data: &DataConfig) -> Result<(), Mend> {
    let findings = block_on(doctor::examine(data));
    for finding in &findings {
        match &finding.result {
            Ok(how) => println!("ok     {}: {how}", finding.what),
            Err(mend) => println!("FAULT  {}: {mend}", finding.what),
        }
    }
    match findings.iter().filter(|it| it.result.is_err()).count() {
        0 => Ok(()),
        faults => Err(format!("{faults} of {} checks found a fault", findings.len())),
    }
}
