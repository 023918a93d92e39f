//! The wasmCloud host, with those of the real program's flags that a benchmark needs, under the same names.

use anyhow::Context as _;
use clap::Parser;
use tokio::signal::unix::{signal, SignalKind};
use tracing_subscriber::EnvFilter;
use url::Url;
use wasmcloud_host::wasmbus::Features;
use wasmcloud_host::{WasmbusHost, WasmbusHostConfig};

#[derive(Parser)]
#[command(name = "wasmcloud", version = "1.9.0")]
struct Args {
    #[arg(long, default_value = "127.0.0.1", env = "WASMCLOUD_NATS_HOST")]
    nats_host: String,
    #[arg(long, default_value_t = 4222, env = "WASMCLOUD_NATS_PORT")]
    nats_port: u16,
    #[arg(short = 'x', long, default_value = "default", env = "WASMCLOUD_LATTICE")]
    lattice: String,
    /// Lets components and providers come from file:// references
    #[arg(long, env = "WASMCLOUD_ALLOW_FILE_LOAD")]
    allow_file_load: bool,
    #[arg(long, default_value = "info", env = "WASMCLOUD_LOG_LEVEL")]
    log_level: String,
    /// builtin-http-server, for example; may be given several times
    #[arg(long, env = "WASMCLOUD_EXPERIMENTAL_FEATURES", value_delimiter = ',')]
    experimental_features: Vec<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(&args.log_level).context("--log-level")?)
        .with_writer(std::io::stderr)
        .init();
    let nats = Url::parse(&format!("nats://{}:{}", args.nats_host, args.nats_port))
        .context("--nats-host and --nats-port make no URL")?;
    let (host, shutdown) = WasmbusHost::new(WasmbusHostConfig {
        ctl_nats_url: nats.clone(),
        rpc_nats_url: nats,
        lattice: args.lattice.into(),
        allow_file_load: args.allow_file_load,
        version: "1.9.0".into(),
        experimental_features: args.experimental_features.iter().map(|f| Features::from(f.as_str())).sum(),
        ..Default::default()
    })
    .await?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
        stopped = host.stopped() => { stopped?; }
    }
    drop(host);
    shutdown.await
}
