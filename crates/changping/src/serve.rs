//! `changping serve`

use crate::backup::Schedule;
use crate::company::Company;
use crate::said::said;
use crate::stop::{Asked, asked_to_stop};
use anyhow::{Context, Result};
use api::Ending;
use app::{App, DemoSize};
use clap::Args;
use indicatif::ProgressBar;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Serve a company, its pages and its API
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    company: Company,
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; 0.0.0.0 lets other machines in, behind a proxy with HTTPS
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    #[command(flatten)]
    schedule: Schedule,
    /// How long to go on serving after `/readyz` says that this server stops, when a service manager
    /// stops it; proxies need this long to notice
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    drain_seconds: u64,
    /// A standby of the same PostgreSQL, which answers lists and reports when it has everything
    #[arg(
        long,
        value_name = "URL",
        requires = "database_url",
        env = "CHANGPING_REPLICA_URL",
        hide_env_values = true
    )]
    replica: Option<String>,
    /// Leave the background work to other processes: `changping work`, or a server without this
    #[arg(long, requires = "database_url")]
    no_work: bool,
    /// Fill a new company with two years of a wholesaler's business
    #[arg(long)]
    demo: bool,
    /// Password of `admin`, who is made at the first start
    #[arg(skip = std::env::var("CHANGPING_ADMIN_PASSWORD").ok())]
    admin_password: Option<String>,
}

/// Anyone can look this up, so it is only for the demo company.
const DEMO_PASSWORD: &str = "changping";
/// How long requests may take to finish after the server stopped taking new ones.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long other processes may keep the end waiting.
const FAREWELL: Duration = Duration::from_secs(5);

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let address = SocketAddr::new(self.listen, self.port);
        let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
        let app = self.company.open_or_make()?;
        if let Some(url) = &self.replica {
            app.use_replica(url).map_err(said)?;
        }
        let runtime = Runtime::new().context("cannot start threads")?;
        self.prepare(&app, &runtime)?;

        let bound = listener.local_addr().unwrap_or(address);
        println!("Changping is ready at http://{bound} ({})", self.company.place());
        listener.set_nonblocking(true).context("the listener cannot be used")?;
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let (follower, worker) = (app.clone(), app.clone());
            tokio::spawn(async move { follower.follow_events().await });
            let summing = app.clone();
            tokio::spawn(async move { summing.keep_turnover().await });
            if let Some(plan) = self.schedule.plan() {
                let keeper = app.clone();
                tokio::spawn(async move { keeper.back_up_by_schedule(plan).await });
            }
            let ending = Ending::default();
            let handed_over = ending.drains.clone().cancelled_owned();
            let working =
                (!self.no_work).then(|| tokio::spawn(async move { worker.work(handed_over).await }));
            tokio::spawn(end_when_asked(ending.clone(), Duration::from_secs(self.drain_seconds)));
            let served = api::serve(app.clone(), listener, ending, PATIENCE).await;
            if let Some(working) = working {
                // Handing over the work is a courtesy: another process takes it over anyway.
                let _ = tokio::time::timeout(FAREWELL, working).await;
            }
            served
        });
        runtime.shutdown_timeout(FAREWELL);
        served.context("serving stopped")?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }

    /// The first administrator, and the demo company.
    fn prepare(&self, app: &App, runtime: &Runtime) -> Result<()> {
        let demo_password = self.demo.then(|| DEMO_PASSWORD.to_owned());
        let password = self.admin_password.clone().or(demo_password).filter(|it| !it.is_empty());
        if let Some(password) = &password {
            let made = runtime.block_on(app.preset_administrator("admin", password)).map_err(said)?;
            if made {
                tracing::info!("made the administrator `admin`");
            }
        }
        if self.demo {
            fill_demo(app, password.as_deref().unwrap_or(DEMO_PASSWORD))?;
        }
        Ok(())
    }
}

/// A service manager lets it drain; whoever presses Ctrl-C, or asks twice, does not wait for that.
async fn end_when_asked(ending: Ending, drain: Duration) {
    let asked = asked_to_stop().await;
    tracing::info!(?asked, "stopping");
    ending.drains.cancel();
    if asked == Asked::ByService {
        tokio::select! {
            () = tokio::time::sleep(drain) => (),
            _ = asked_to_stop() => (),
        }
    }
    ending.stops.cancel();
}

fn fill_demo(app: &App, password: &str) -> Result<()> {
    let begun = Instant::now();
    let waiting = ProgressBar::new_spinner().with_message("writing the demo company's two years of business");
    waiting.enable_steady_tick(Duration::from_millis(200));
    let filled = app.fill_demo(DemoSize::Full, password);
    waiting.finish_and_clear();
    if filled.map_err(said)? {
        tracing::info!(seconds = begun.elapsed().as_secs(), "filled the demo company");
    }
    Ok(())
}
