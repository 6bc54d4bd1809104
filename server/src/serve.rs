//! `jalon serve`: from the options to a listening server, until it is asked to stop.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{Backend, audit};
use domain::language::Language;
use locales::server as words;
use tokio::{net::TcpListener, time::MissedTickBehavior};

use crate::{
    cli::Serve,
    commands::{Trouble, complain, open_patiently, say},
    router::router,
    service::Service,
};

/// How long stopping may take before what is left is cut off.
const STOP: Duration = Duration::from_secs(10);
/// How long a line of the log may stand unchained.
const CHAIN: Duration = Duration::from_secs(1);

pub async fn serve(language: Language, options: Serve) -> Result<(), Trouble> {
    let listener = bind(language, options.listen).await?;
    let backend = open_patiently(language, &options.store).await?;
    let service = assemble(language, &options, backend)?;
    let address = listener.local_addr().unwrap_or(options.listen);
    say(language, words::listening(language, address))?;
    run(listener, service).await.map_err(|error| Trouble::found(words::serving_failed(language, error)))
}

async fn bind(language: Language, address: SocketAddr) -> Result<TcpListener, Trouble> {
    TcpListener::bind(address).await.map_err(|error| {
        Trouble::found(match error.kind() {
            io::ErrorKind::AddrInUse => words::port_in_use(language, address),
            io::ErrorKind::PermissionDenied => words::port_forbidden(language, address),
            _ => words::port_failed(language, address, error),
        })
    })
}

fn assemble(language: Language, options: &Serve, backend: Backend) -> Result<Service, Trouble> {
    let root = options.site_root.clone().unwrap_or_else(built_site);
    let service = Service::new(backend, &root, options.public_url.as_deref())
        .map_err(|error| Trouble::found(words::site_unreadable(language, root.display(), error)))?;
    if !service.site.is_built() {
        complain(words::site_missing(language, root.display()));
    }
    Ok(service)
}

/// `target/site` beside the folder of a binary that cargo has built, else `site` in the current folder.
fn built_site() -> PathBuf {
    let beside = |binary: PathBuf| Some(binary.parent()?.parent()?.join("site"));
    let built = std::env::current_exe().ok().and_then(beside).filter(|folder| folder.is_dir());
    built.unwrap_or_else(|| Path::new("site").to_owned())
}

/// Serves until a signal to stop; then what has been received is committed and confirmed before sockets close.
pub async fn run(listener: TcpListener, service: Service) -> io::Result<()> {
    let (hub, backend) = (service.hub.clone(), service.backend.clone());
    let (stop, mut stopping) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router(service)).with_graceful_shutdown(async move {
        // The sender outlives the server.
        let _ = stopping.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(server.into_future());
    let chaining = tokio::spawn(chain_log(backend.clone()));
    asked_to_stop().await?;
    stop.send_replace(true);
    chaining.abort();
    let closing = async {
        hub.close().await;
        // An open request has until the deadline as well.
        let _ = server.await;
        let _ = audit::chain::extend(&backend).await;
        backend.close().await;
    };
    if tokio::time::timeout(STOP, closing).await.is_err() {
        tracing::warn!("stopped before every connection had ended");
    }
    Ok(())
}

/// Ties what has been written into the log to what stood there before, again and again.
async fn chain_log(backend: Backend) {
    let mut beat = tokio::time::interval(CHAIN);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        // A database that is away is told of elsewhere; the next beat chains what this one could not.
        let _ = audit::chain::extend(&backend).await;
    }
}

async fn asked_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}
