//! Puts the built web pages into the binary: a table of every file under `web/dist`, with the
//! compressed forms that the web build left beside it. A checkout whose web is not built compiles
//! too, and says so on its pages.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let dist = root.join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    collect(&dist, &dist, &mut files);
    files.sort();
    let mut code = String::from("pub(crate) const FILES: &[File] = &[\n");
    for (name, path) in &files {
        let bytes =
            |path: &Path| format!("include_bytes!({:?})", path.canonicalize().expect("it was listed"));
        let packed = |suffix: &str| {
            let path = PathBuf::from(format!("{}.{suffix}", path.display()));
            if path.exists() { format!("Some({})", bytes(&path)) } else { "None".to_owned() }
        };
        let _ = writeln!(
            code,
            "File {{ name: {name:?}, plain: {}, brotli: {}, gzip: {} }},",
            bytes(path),
            packed("br"),
            packed("gz")
        );
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    fs::write(out, code).expect("the output folder is writable");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue; // What the build tool keeps for itself.
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_none_or(|it| it != "br" && it != "gz" && it != "map") {
            let name = path.strip_prefix(root).expect("it is below the root");
            files.push((format!("/{}", name.display()), path));
        }
    }
}
