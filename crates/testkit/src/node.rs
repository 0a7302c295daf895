//! One server of a company; there may be several.

use crate::client::Client;
use app::App;
use std::net::TcpListener;
use std::sync::Mutex;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Serves, follows events and does the background work as the program does, until it is dropped.
pub struct Node {
    app: App,
    pub(crate) runtime: Option<Runtime>,
    stop_working: Mutex<Option<oneshot::Sender<()>>>,
    url: String,
}

impl Node {
    pub(crate) fn start(app: App) -> Node {
        let runtime = Runtime::new().expect("threads");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        listener.set_nonblocking(true).expect("a socket can be");
        let (serving, following, working) = (app.clone(), app.clone(), app.clone());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("it does not block");
            api::serve(serving, listener, api::Ending::default(), Duration::ZERO).await
        });
        runtime.spawn(async move { following.follow_events().await });
        let (stop_working, asked) = oneshot::channel();
        let stopping = async move { drop(asked.await) };
        runtime.spawn(async move { working.work(stopping).await });
        let stop_working = Mutex::new(Some(stop_working));
        Node { app, runtime: Some(runtime), stop_working, url }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// It serves on, and leaves the background work to others.
    pub fn stop_working(&self) {
        drop(self.stop_working.lock().expect("no panic").take());
    }

    /// Somebody without a name.
    pub fn stranger(&self) -> Client {
        Client::new(&self.url)
    }

    /// The same person, talking to this server.
    pub fn takes(&self, client: &Client) -> Client {
        client.at(&self.url)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }
}
