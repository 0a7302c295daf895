//! `cargo xtask run`: from a fresh checkout to a running demo company.

use crate::shell::{cargo, root, run as run_to_end, target};
use crate::web;
use anyhow::{Context, Result};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Anyone can look this up, so it is only for the demo company.
const DEMO_PASSWORD: &str = "changping";
const DEMO_PORT: &str = "8080";

/// Builds what is out of date and becomes the server, so that Ctrl-C reaches the server itself.
/// `arguments` replace the demo's own: `cargo xtask run -- --data data/mine --port 9000`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let arguments = arguments.strip_prefix(&["--"]).unwrap_or(arguments);
    web::install()?;
    web::build()?;
    println!("building the server (the first time takes some minutes)");
    run_to_end(&mut cargo(&["build", "--release", "--quiet", "--package", "changping"]))?;

    let mut server = Command::new(target()?.join("release/changping"));
    server.current_dir(root()).arg("serve");
    let given = |flag: &str| arguments.iter().any(|it| *it == flag || it.starts_with(&format!("{flag}=")));
    if !given("--data") {
        server.args(["--data", "data/demo", "--demo"]);
        if std::env::var_os("CHANGPING_ADMIN_PASSWORD").is_none() {
            server.env("CHANGPING_ADMIN_PASSWORD", DEMO_PASSWORD);
        }
    }
    if !given("--port") {
        server.args(["--port", DEMO_PORT]);
    }
    server.args(arguments);

    println!("{}", welcome(arguments));
    Err(server.exec()).context("could not start the server")
}

fn welcome(arguments: &[&str]) -> String {
    let port = value_of("--port", arguments).unwrap_or(DEMO_PORT);
    let mut lines = format!("\n  常平 Changping   http://localhost:{port}\n");
    if value_of("--data", arguments).is_none() {
        let password = match std::env::var_os("CHANGPING_ADMIN_PASSWORD") {
            Some(_) => "what CHANGPING_ADMIN_PASSWORD was when the company was made",
            None => DEMO_PASSWORD,
        };
        lines += &format!(
            "  log in / 登录    admin\n  password / 密码  {password}\n\n  \
             A demo company; the first start takes a moment to write its two years of business.\n"
        );
    }
    lines + "  Ctrl-C stops it.\n"
}

fn value_of<'a>(flag: &str, arguments: &[&'a str]) -> Option<&'a str> {
    arguments.iter().enumerate().find_map(|(at, it)| match it.split_once('=') {
        Some((name, value)) if name == flag => Some(value),
        None if *it == flag => arguments.get(at + 1).copied(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_names_the_port_and_the_demo_login() {
        assert!(welcome(&[]).contains("http://localhost:8080"));
        assert!(welcome(&[]).contains("admin"));
        assert!(welcome(&["--port", "9000"]).contains("http://localhost:9000"));
        assert!(welcome(&["--port=9000"]).contains("http://localhost:9000"));
        assert!(!welcome(&["--data", "data/mine"]).contains("demo company"));
    }
}
