//! PostgreSQL's primary dies under load, again and again, and a standby takes over: no answered order is
//! lost, none is there twice, nothing is sold that is not there, and service comes back by itself.
//!
//! Run by `cargo xtask test failover`, which brings up the cluster; without one it says so and ends.

mod cluster;
mod load;

use cluster::{Cluster, Servers};
use load::Load;
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::{Client, tea_company};

/// How long orders go on before a primary dies, and after service is back.
const QUIET: Duration = Duration::from_secs(6);
/// Of the item that runs out under load; every order for it must go out whole.
const CUPS: i64 = 100;
const PLENTY: &str = "100000000";

fn main() {
    let Some(cluster) = Cluster::from_environment() else {
        println!("no cluster: run `cargo xtask test failover`");
        return;
    };
    let servers = Servers::start(&cluster);
    let key = servers.key();
    let clients: Vec<Client> = servers.urls().iter().map(|it| Client::new(it).with_key(&key)).collect();
    prepare(&clients[0]);

    let load = Load::new(clients.clone());
    let mut away = Vec::new();
    std::thread::scope(|scope| {
        load.start(scope);
        for round in 1..=cluster.rounds {
            load.run_for(QUIET);
            let primary = cluster.primary().expect("a cluster has a primary");
            let died = Instant::now();
            cluster.kill(&primary);
            let back = load.wait_for_an_order_asked_after(died);
            println!(
                "round {round}: {primary} was killed; the next order was answered after {:.1} s",
                back.as_secs_f64()
            );
            away.push(back);
            load.run_for(QUIET);
            cluster.revive(&primary);
            cluster.gather();
        }
        load.stop();
    });

    let counts = load.check(&clients[1]);
    let balance = |item: &str| clients[0].balance(item, "main")["reserved"].clone();
    assert_eq!(balance("tea"), counts.tea.to_string(), "each answered order is promised once");
    assert_eq!(balance("cup"), counts.cups.to_string(), "nothing is oversold");
    assert_eq!(counts.cups, CUPS, "and the last cup is sold");
    let from_standbys = servers.read_from_standbys();
    assert!(from_standbys > 0, "lists are read from standbys");
    // As a proxy in front of the servers sees them.
    Client::new(&cluster.web()).get("/readyz").is(200);
    servers.stop();
    assert!(cluster.changping(&["verify"]).contains("the books agree"));
    println!("{counts}");
    println!(
        "{} buyers found their order in the list at once; standbys told {from_standbys} of all lists",
        counts.looked
    );
    let longest = away.iter().max().copied().unwrap_or_default();
    println!(
        "without service for at most {:.1} s in {} rounds; no order lost, none doubled, the books agree",
        longest.as_secs_f64(),
        away.len()
    );
}

fn prepare(client: &Client) {
    tea_company(client);
    let cups = CUPS.to_string();
    let lines = json!([
        { "item": "tea", "quantity": PLENTY, "unit_cost": "8" },
        { "item": "cup", "quantity": cups, "unit_cost": "3" },
    ]);
    client.confirm("opening_stock", json!({ "warehouse": "main", "lines": lines }));
}
