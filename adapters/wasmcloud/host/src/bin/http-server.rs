//! The HTTP server provider. The host unpacks it from its archive and starts it.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    wasmcloud_provider_http_server::run().await
}
