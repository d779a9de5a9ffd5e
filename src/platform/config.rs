//! Every setting: a flag, its twin in the environment, its default and what it is for. `--help` shows them all.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::ring::KeyRing;
use super::telemetry::LogFormat;
use crate::db::Target;

/// Where the data and the key are.
#[derive(Debug, Clone, Args)]
pub struct DataConfig {
    /// The folder of the embedded database; made when missing.
    #[arg(long, env = "BUURTNET_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// The database: `sqlite://PATH` or `postgres://…` [default: buurtnet.db in the data folder].
    #[arg(long, env = "BUURTNET_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The file of the master key, which seals names, contacts, places and texts. Made at the first start. Keep a copy
    /// outside this machine and outside the backups: without it the data cannot be read.
    #[arg(long, env = "BUURTNET_MASTER_KEY_FILE", default_value = "buurtnet.key")]
    pub master_key_file: PathBuf,
    /// The list of who was erased, so that a backup that is put back brings nobody back. Keep it outside the backups of
    /// the data [default: beside the master key, with the ending .erased].
    #[arg(long, env = "BUURTNET_ERASURE_LIST")]
    pub erasure_list: Option<PathBuf>,
    /// Connections to the database.
    #[arg(long, env = "BUURTNET_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub connections: u32,
}

/// How it logs.
#[derive(Debug, Clone, Args)]
pub struct LogConfig {
    /// What to log: error, warn, info, debug, or a filter by module.
    #[arg(long, env = "BUURTNET_LOG", default_value = "warn,buurtnet=info")]
    pub log: String,
    /// How log lines look.
    #[arg(long, env = "BUURTNET_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,
}

/// How it serves.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// The address to listen on.
    #[arg(long, env = "BUURTNET_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address for /metrics, apart from the API; none: no figures.
    #[arg(long, env = "BUURTNET_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// The address under which people reach this instance; it stands in mails, and software signs in for it [default: where it
    /// listens].
    #[arg(long, env = "BUURTNET_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// A proxy that ends TLS stands in front and sets X-Forwarded-For.
    #[arg(long, env = "BUURTNET_TRUSTED_PROXY")]
    pub trusted_proxy: bool,
    /// The certificate chain (PEM), to serve TLS without a proxy.
    #[arg(long, env = "BUURTNET_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM).
    #[arg(long, env = "BUURTNET_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Where mail goes: `smtp://host:port`, `smtps://user:password@host:port`, or `file://folder` [default: what an
    /// administrator sets, and `file://mail` until then].
    #[arg(long, env = "BUURTNET_MAIL", hide_env_values = true)]
    pub mail: Option<String>,
    /// Where SMS go: the `https://` address of a gateway, with its token in `BUURTNET_SMS_TOKEN`, or `file://folder`.
    /// Without it no SMS is sent, and no account begins with a phone number.
    #[arg(long, env = "BUURTNET_SMS", hide_env_values = true)]
    pub sms: Option<String>,
    /// The sender of mail.
    #[arg(long, env = "BUURTNET_MAIL_FROM", default_value = "Buurtnet <buurtnet@localhost>")]
    pub mail_from: String,
    /// Calls a minute for each person, and for each address that did not sign in; a tenth of it for signing in and
    /// registering. 0: no limit, and none on guessing passwords either.
    #[arg(long, env = "BUURTNET_RATE_LIMIT", default_value_t = 600)]
    pub rate_limit: u32,
}

impl DataConfig {
    /// The database that is meant. Makes the data folder when the database lies in it.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn target(&self) -> Result<Target, String> {
        let target = self.named_target()?;
        if let Target::Sqlite { path } = &target
            && let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty())
        {
            make_folder(folder).map_err(|error| {
                format!("the data folder {} cannot be made ({error}): choose another with --data-dir", folder.display())
            })?;
            check_writable(folder)?;
        }
        Ok(target)
    }

    /// The database that is meant; nothing is made.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn named_target(&self) -> Result<Target, String> {
        match &self.database_url {
            Some(url) => Target::parse(url).map_err(|error| format!("--database-url: {error}")),
            None => Ok(Target::Sqlite { path: self.data_dir.join("buurtnet.db") }),
        }
    }

    /// Where the list of who was erased is.
    #[must_use]
    pub fn erasure_list_file(&self) -> PathBuf {
        self.erasure_list.clone().unwrap_or_else(|| self.master_key_file.with_extension("erased"))
    }

    /// The master keys; one is made when the file is missing.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn master_keys(&self) -> Result<KeyRing, String> {
        self.existing_master_keys()?.map_or_else(|| KeyRing::make(&self.master_key_file), Ok)
    }

    /// The master keys, if there is a file.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn existing_master_keys(&self) -> Result<Option<KeyRing>, String> {
        KeyRing::read(&self.master_key_file)
    }
}

/// Nobody else on the machine has business in it.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn check_writable(folder: &Path) -> Result<(), String> {
    let probe = folder.join(".buurtnet-writable");
    let result = fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe));
    result.map_err(|error| {
        format!("the data folder {} is not writable ({error}): choose another with --data-dir", folder.display())
    })
}

/// The password of a new administrator, from the environment: an argument would stand in the list of processes.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
pub fn admin_password() -> Option<String> {
    std::env::var("BUURTNET_ADMIN_PASSWORD").ok().filter(|it| !it.is_empty())
}

/// The bearer token of the SMS gateway, from the environment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
pub fn sms_token() -> Option<String> {
    std::env::var("BUURTNET_SMS_TOKEN").ok().filter(|it| !it.is_empty())
}

impl ServeConfig {
    /// The address under which people reach this instance: where it listens, unless something else is said.
    #[must_use]
    pub fn public_url(&self) -> String {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        let everywhere = format!("{scheme}://localhost:{}", self.listen.port());
        let one = format!("{scheme}://{}", self.listen);
        let here = if self.listen.ip().is_unspecified() { everywhere } else { one };
        self.public_url.clone().unwrap_or(here)
    }

    /// The same, once it listens: where no port was chosen, one was found.
    #[must_use]
    pub fn known_as(&self, address: SocketAddr) -> String {
        Self { listen: address, ..self.clone() }.public_url()
    }

    /// Refuses to show the API unencrypted to the network.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn check_encryption(&self) -> Result<(), String> {
        if self.listen.ip().is_loopback() || self.tls_cert.is_some() || self.trusted_proxy {
            return Ok(());
        }
        Err(format!(
            "{} is not on this machine alone: give --tls-cert and --tls-key, or --trusted-proxy when a proxy ends TLS",
            self.listen
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(folder: &Path) -> DataConfig {
        DataConfig {
            data_dir: folder.join("data"),
            database_url: None,
            master_key_file: folder.join("key"),
            erasure_list: None,
            connections: 1,
        }
    }

    #[test]
    fn the_master_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = data(folder.path());
        let keys = config.master_keys().unwrap();
        assert_eq!(config.master_keys().unwrap(), keys);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_key_file_is_named_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let config = data(folder.path());
        for broken in ["", "0123", &"g".repeat(64), &"é".repeat(32)] {
            fs::write(folder.path().join("key"), broken).unwrap();
            assert!(config.master_keys().unwrap_err().contains("64 hexadecimal digits"));
            assert_eq!(fs::read_to_string(folder.path().join("key")).unwrap(), broken);
        }
    }

    #[test]
    fn the_data_folder_is_made() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(data(folder.path()).target(), Ok(Target::Sqlite { .. })));
        assert!(folder.path().join("data").is_dir());
    }
}
