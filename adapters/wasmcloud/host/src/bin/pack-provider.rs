//! pack-provider PROGRAM ARCHIVE: packs the HTTP provider for this machine as a provider archive (.par.gz), signed with
//! keys that are made on the spot: the host wants a signature, but nobody's in particular.

use anyhow::{anyhow, bail, Context as _};
use nkeys::KeyPair;
use provider_archive::ProviderArchive;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, archive] = arguments.as_slice() else {
        bail!("usage: pack-provider PROGRAM ARCHIVE.par.gz");
    };
    let bytes = std::fs::read(program).with_context(|| format!("cannot read {program}"))?;
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let mut packed = ProviderArchive::new("http-server", "wasmbench", Some(0), Some("0.27.1".into()));
    packed.add_library(&target, &bytes).map_err(|e| anyhow!(e))?;
    packed
        .write(archive, &KeyPair::new_account(), &KeyPair::new_service(), true)
        .await
        .map_err(|e| anyhow!(e).context(format!("cannot write {archive}")))
}
