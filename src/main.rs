//! The program: `buurtnet serve`, and what an administrator does from the command line.

use std::process::ExitCode;

use buurtnet::app;
use buurtnet::clock::Clock;
use buurtnet::demo;
use buurtnet::platform::config::{DataConfig, LogConfig, ServeConfig};
use buurtnet::platform::telemetry::start_logging;
use clap::{Parser, Subcommand};

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
    /// Print the OpenAPI document.
    Openapi,
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

fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve { data, serve } => {
            let store = app::open_store(&data, Clock::System)?;
            actix_web::rt::System::new().block_on(app::serve(store, &serve, |running| {
                eprintln!("Buurtnet listens on {}", running.address);
            }))
        }
        Command::Demo { database_url, serve } => {
            actix_web::rt::System::new().block_on(demo::run(database_url.as_deref(), serve))
        }
        Command::Migrate { data } => app::open_store(&data, Clock::System).map(|_| ()),
        Command::Openapi => {
            print!("{}", buurtnet::api::document_text());
            Ok(())
        }
    }
}
