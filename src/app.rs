//! The composition root: puts the parts together and serves them.

use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, web};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::clock::Clock;
use crate::db::{Db, Options, Target, migrate};
use crate::notifications::{Channels, Mailer, SmsSender};
use crate::platform::config::{DataConfig, ServeConfig, sms_token};
use crate::platform::http::{CONTRACT, Cursor, Limits, Operations, State, Tokens, edge, nowhere, style};
use crate::platform::ring::KeyRing;
use crate::platform::seal::Keys;
use crate::platform::telemetry::start_counting;
use crate::platform::{Hooks, Store, compute::Compute};
use crate::privacy::erasure::{self, ErasureList};
use crate::webhooks::deliver::Caller;
use crate::{backend_services, console, fhir, offers, people, places, reactions, work};

/// A line for the terminal that says how to mend it.
pub type Mend = String;

/// How long a slow client may take for the head of a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long running exchanges may take once the server was told to stop, in seconds.
const DRAIN_SECONDS: u64 = 25;

/// Opens the database: migrates it, and checks that it belongs to a master key of the ring.
///
/// # Errors
/// A line that says how to mend it.
pub fn open_store(data: &DataConfig, clock: Clock) -> Result<Store, Mend> {
    let target = data.target()?;
    let ring = data.master_keys()?;
    open_with(&target, &ring, clock, data.connections)
}

/// Opens a database with given master keys.
///
/// # Errors
/// A line that says how to mend it.
pub fn open_with(target: &Target, ring: &KeyRing, clock: Clock, connections: u32) -> Result<Store, Mend> {
    migrate(target).map_err(|error| error.to_string())?;
    open_migrated(target, ring, clock, connections)
}

/// Opens a database whose restore is not finished, to finish it.
///
/// # Errors
/// A line that says how to mend it.
pub fn open_staged(target: &Target, ring: &KeyRing) -> Result<Store, Mend> {
    open_migrated(target, ring, Clock::System, 1)
}

fn open_migrated(target: &Target, ring: &KeyRing, clock: Clock, connections: u32) -> Result<Store, Mend> {
    let keys = keys_of(target, ring)?;
    let options = Options { connections, master_key: Some(keys.fingerprint().to_vec()), ..Options::default() };
    store(target, &options, clock, keys)
}

/// The keys of a migrated database: those of the master key of the ring that it belongs to. A new database belongs to the
/// newest.
///
/// # Errors
/// A line that says how to mend it.
pub fn keys_of(target: &Target, ring: &KeyRing) -> Result<Keys, Mend> {
    let known = crate::db::master_key_of(target, ring.newest().fingerprint())?;
    ring.in_force(&known).ok_or_else(|| {
        "the master key is not the one this database was made with: give the right file with --master-key-file".into()
    })
}

/// Opens a migrated database to give it new keys, alone.
///
/// # Errors
/// A line that says how to mend it.
pub fn open_alone(target: &Target, new: Keys) -> Result<Store, Mend> {
    store(target, &Options { connections: 1, alone: true, ..Options::default() }, Clock::System, new)
}

fn store(target: &Target, options: &Options, clock: Clock, keys: Keys) -> Result<Store, Mend> {
    let db = Db::open(target, options).map_err(|error| error.to_string())?;
    let hooks =
        Hooks { record: reactions::record, actor: people::actor_of, software: backend_services::actions::admit };
    Ok(Store::new(db, clock, Arc::new(keys), hooks))
}

/// A server that is ready to run.
pub struct Running {
    /// The server; it runs when awaited.
    pub server: Server,
    /// Whether it is being stopped: then it is not ready any more.
    pub draining: Arc<AtomicBool>,
    /// The address it listens on.
    pub address: std::net::SocketAddr,
}

/// How a server is set up.
pub struct Setup {
    /// The socket it listens on.
    pub listener: TcpListener,
    /// Calls a minute; 0: no limit.
    pub rate_limit: u32,
    /// Whether a proxy stands in front.
    pub behind_proxy: bool,
    /// The address under which people reach this instance.
    pub public_url: String,
    /// Whether SMS are sent, so that accounts can begin with a phone number.
    pub offers_sms: bool,
    /// Whether the command line says where mail goes.
    pub mail_is_given: bool,
    /// A certificate and its key, to serve TLS.
    pub tls: Option<rustls::ServerConfig>,
    /// How many workers.
    pub workers: usize,
    /// What is served beside the API.
    pub faces: fn(&mut web::ServiceConfig),
}

/// Builds the server around a database.
///
/// # Errors
/// A line that says how to mend it.
pub fn build(store: Store, setup: Setup) -> Result<Running, Mend> {
    let tokens = Tokens::new(store.keys())?;
    let state = web::Data::new(State {
        tokens,
        limits: Limits::per_minute(setup.rate_limit),
        operations: Operations::of(&crate::api::api()),
        behind_proxy: setup.behind_proxy,
        public_url: setup.public_url,
        offers_sms: setup.offers_sms,
        mail_is_given: setup.mail_is_given,
        compute: Compute::default(),
        store,
    });
    let draining = Arc::new(AtomicBool::new(false));
    let (listener, is_draining) = (setup.listener, web::Data::from(draining.clone()));
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(is_draining.clone())
            .wrap(from_fn(edge))
            .configure(|config| crate::api::api().routes(config))
            .configure(crate::hsds::configure)
            .configure(crate::referrals::link::configure)
            .configure(crate::organisations::addresses::configure)
            .configure(style)
            .configure(backend_services::configure)
            .configure(fhir::configure)
            .configure(console::configure)
            .route("/health", web::get().to(health))
            .route("/health/ready", web::get().to(ready))
            .route(CONTRACT, web::get().to(openapi))
            .service(web::redirect("/docs", "/docs/"))
            .service(explorer())
            .configure(setup.faces)
            .default_service(web::route().to(nowhere))
    })
    .workers(setup.workers)
    .client_request_timeout(HEAD_PATIENCE)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(DRAIN_SECONDS)
    .disable_signals();
    let server = match setup.tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls),
        None => server.listen(listener),
    };
    Ok(Running { server: server.map_err(|error| error.to_string())?.run(), draining, address })
}

/// Whether the process lives.
async fn health() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

/// Whether it can answer: not while it is being stopped, and not without its database.
async fn ready(state: web::Data<State>, draining: web::Data<AtomicBool>) -> HttpResponse {
    let one = Cursor { after: None, size: 1 };
    let answers = state.store.read(move |tx| places::neighbourhoods(tx, one).map(|_| ())).await.is_ok();
    if answers && !draining.load(SeqCst) {
        HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }))
    } else {
        HttpResponse::ServiceUnavailable().json(serde_json::json!({ "status": "notReady" }))
    }
}

/// The API explorer, with its assets in the binary.
fn explorer() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(Config::from(CONTRACT).use_base_layout().persist_authorization(true))
}

/// The contract. It is written when it is first asked for, since that takes more memory than all the rest.
async fn openapi() -> HttpResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| crate::api::document().to_string());
    HttpResponse::Ok().content_type("application/json").body(DOCUMENT.as_str())
}

/// Takes the socket.
///
/// # Errors
/// A line that says how to mend it.
pub fn listen(address: std::net::SocketAddr) -> Result<TcpListener, Mend> {
    TcpListener::bind(address)
        .map_err(|error| format!("cannot listen on {address} ({error}): choose another address with --listen"))
}

/// Reads the certificate and its key.
///
/// # Errors
/// A line that says how to mend it.
fn read_tls(config: &ServeConfig) -> Result<Option<rustls::ServerConfig>, Mend> {
    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};
    let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) else { return Ok(None) };
    let mend = |flag: &str, error: &dyn std::fmt::Display| format!("{flag} cannot be read as PEM: {error}");
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| mend("--tls-cert", &error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| mend("--tls-key", &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|it| it.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| format!("--tls-cert and --tls-key do not work together: {error}"))?;
    Ok(Some(tls))
}

/// Runs a future to its end on a runtime of its own.
pub fn block_on<F: Future>(future: F) -> F::Output {
    actix_web::rt::System::new().block_on(future)
}

/// Where mail goes as long as nobody has said anything.
const NO_MAIL: &str = "file://mail";
/// How often the figures are put in order.
const UPKEEP: Duration = Duration::from_secs(5);

/// Serves the figures on a listener of their own, apart from what is public.
fn serve_figures(address: std::net::SocketAddr) -> Result<Server, Mend> {
    let listener = TcpListener::bind(address)
        .map_err(|error| format!("cannot listen on {address} ({error}): choose another with --metrics-listen"))?;
    let figures = start_counting()?;
    let kept = figures.clone();
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            kept.run_upkeep();
        }
    });
    let figures = web::Data::new(figures);
    let server = HttpServer::new(move || {
        let show = |figures: web::Data<PrometheusHandle>| async move {
            HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(figures.render())
        };
        App::new().app_data(figures.clone()).route("/metrics", web::get().to(show))
    });
    let server = server.workers(1).client_request_timeout(HEAD_PATIENCE).disable_signals().listen(listener);
    Ok(server.map_err(|error| error.to_string())?.run())
}

/// Serves until it is told to stop.
///
/// # Errors
/// A line that says how to mend it.
pub async fn serve(
    store: Store,
    config: &ServeConfig,
    erased: ErasureList,
    banner: impl FnOnce(&Running),
) -> Result<(), Mend> {
    // Before anybody is served: a database from a backup brings nobody back.
    erasure::at_start(&store, &erased).await?;
    // Nobody searches before everything can be found.
    while store.write(offers::actions::place_anew).await.map_err(|error| error.to_string())? {}
    let keeping = tokio::spawn(erasure::keep_listed(store.clone(), erased.clone()));
    let served = serve_with(store.clone(), config, |_| {}, banner).await;
    keeping.abort();
    erasure::keep(&store, &erased).await?;
    served
}

/// Serves until it is told to stop, with further faces beside the API.
///
/// # Errors
/// A line that says how to mend it.
pub async fn serve_with(
    store: Store,
    config: &ServeConfig,
    faces: fn(&mut web::ServiceConfig),
    banner: impl FnOnce(&Running),
) -> Result<(), Mend> {
    config.check_encryption()?;
    let sms = config.sms.as_deref().map(|url| SmsSender::new(url, sms_token())).transpose()?;
    let channels = Arc::new(Channels { mail: mailer(config)?, sms });
    let setup = Setup {
        listener: listen(config.listen)?,
        rate_limit: config.rate_limit,
        behind_proxy: config.trusted_proxy,
        public_url: config.public_url(),
        offers_sms: config.sms.is_some(),
        mail_is_given: config.mail.is_some(),
        tls: read_tls(config)?,
        workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        faces,
    };
    let running = build(store.clone(), setup)?;
    let figures = config.metrics_listen.map(serve_figures).transpose()?.map(tokio::spawn);
    let caller = Arc::new(Caller::new(store.calls_here()));
    let calling = tokio::spawn(work::call(store.clone(), caller.clone(), config.public_url()));
    let notifying = tokio::spawn(fhir::notify(store.clone(), caller, config.public_url()));
    let worker = tokio::spawn(work::work(store, channels, config.public_url()));
    // Before anybody is told that it runs: whoever hears of it may stop it.
    let signals = Signals::listen()?;
    let stopper = tokio::spawn(stop_on_signal(signals, running.server.handle(), running.draining.clone()));
    banner(&running);
    let result = running.server.await.map_err(|error| error.to_string());
    worker.abort();
    calling.abort();
    notifying.abort();
    figures.iter().for_each(tokio::task::JoinHandle::abort);
    stopper.abort();
    result
}

/// How mail goes out. Without a word on the command line into a folder, until the settings say something else.
fn mailer(config: &ServeConfig) -> Result<Mailer, Mend> {
    match &config.mail {
        Some(url) => Mailer::new(url, &config.mail_from),
        None => Ok(Mailer::new(NO_MAIL, &config.mail_from)?.giving_way()),
    }
}

/// Drains and stops at the first signal; at the second, stops at once.
async fn stop_on_signal(mut signals: Signals, server: ServerHandle, draining: Arc<AtomicBool>) {
    signals.next().await;
    draining.store(true, SeqCst);
    tracing::info!("stopping: running exchanges end first");
    tokio::spawn(server.stop(true));
    signals.next().await;
    std::process::exit(1);
}

/// SIGTERM and Ctrl-C, from the moment this is made: what comes before anybody waits for it is not lost.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> Result<Self, Mend> {
        let on = |kind| signal(kind).map_err(|error| format!("signals cannot be listened to: {error}"));
        Ok(Self { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
