//! The configuration files of the guide, with the addresses of this machine.

use super::cluster::SERVERS;
use crate::shell::root;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What listens where: `db1`, `db1_rest`, `db1_etcd`, `db1_peer`, …, `primary`, `standbys`, `web`, `app1`, `app2`.
pub(super) type Ports = BTreeMap<String, u16>;

fn read(file: &str) -> Result<String> {
    let path = root().join("packaging/ha").join(file);
    fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
}

/// The environment of etcd on one server, `NAME=value` each.
pub(super) fn etcd(server: &str, folder: &Path, ports: &Ports) -> Result<Vec<String>> {
    let text = here(&of(server, &read("etcd.env")?), ports);
    let text = text.replace("/var/lib/etcd/changping", &folder.join(server).join("etcd").to_string_lossy());
    Ok(text.lines().filter(|it| it.starts_with("ETCD_")).map(str::to_owned).collect())
}

pub(super) fn patroni(server: &str, folder: &Path, programs: &Path, ports: &Ports) -> Result<String> {
    let folder = folder.join(server);
    // Servers of one machine must not share a folder of sockets, and in the data one stops pg_rewind.
    let own = format!(
        "{}\n  parameters:\n    unix_socket_directories: '{}'",
        folder.join("data").display(),
        folder.display()
    );
    Ok(here(&of(server, &read("patroni.yml")?), ports)
        .replace("/var/lib/postgresql/15/changping", &own)
        .replace("/usr/lib/postgresql/15/bin", &programs.to_string_lossy())
        .replace("10.0.0.0/24", "127.0.0.1/32"))
}

pub(super) fn haproxy(ports: &Ports) -> Result<String> {
    let mut text = read("haproxy.cfg")?;
    for server in SERVERS {
        let check = format!("check port {}", ports[&format!("{server}_rest")]);
        let of_server = |line: &str| line.trim_start().starts_with(&format!("server {server} "));
        let lines = text.lines().map(|it| match of_server(it) {
            true => it.replace("check port 8008", &check),
            false => it.to_owned(),
        });
        text = lines.collect::<Vec<_>>().join("\n");
    }
    Ok(here(&text, ports) + "\n")
}

/// What a file says of db1, said of another server. Lists of all of them stay.
fn of(server: &str, text: &str) -> String {
    let lines = text.lines().map(|it| match it.contains("10.0.0.12") {
        true => it.to_owned(),
        false => it.replace("10.0.0.11", &host(server)).replace("db1", server),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn host(server: &str) -> String {
    server.replace("db", "10.0.0.1")
}

/// Every address of the guide is one of this machine.
fn here(text: &str, ports: &Ports) -> String {
    let mut text = text.to_owned();
    let mut replace = |address: &str, name: &str| {
        text = text.replace(address, &format!("127.0.0.1:{}", ports[name]));
    };
    replace("127.0.0.1:6432", "primary");
    replace("127.0.0.1:6433", "standbys");
    replace("10.0.0.21:8080", "app1");
    replace("10.0.0.22:8080", "app2");
    for server in SERVERS {
        for (port, kind) in [("5432", ""), ("8008", "_rest"), ("2379", "_etcd"), ("2380", "_peer")] {
            replace(&format!("{}:{port}", host(server)), &format!("{server}{kind}"));
        }
    }
    text.replace("bind :8000", &format!("bind 127.0.0.1:{}", ports["web"]))
}
