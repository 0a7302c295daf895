//! What stands between the program and PostgreSQL, and can be cut.

use crate::program::Place;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Every connection of a program that is started with `url`.
pub(crate) struct Cable {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    _folder: TempDir,
}

#[derive(Default)]
struct State {
    open: Vec<UnixStream>,
    is_cut: bool,
    trap: Option<Trap>,
}

/// Cuts at the commit of a transaction that wrote a certain text.
struct Trap {
    text: Vec<u8>,
    /// Whether the commit still reaches the server; its answer never comes back.
    delivers: bool,
}

const SOCKET: &str = ".s.PGSQL.5432";

impl Cable {
    pub(crate) fn of(place: &Place) -> Cable {
        let url = place.database_url().expect("a PostgreSQL company");
        let host = url.split(' ').find_map(|it| it.strip_prefix("host=")).expect("a folder with a socket");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("the folder is ours");
        let through = url.replace(host, folder.path().to_str().expect("a plain path"));
        let (state, server) = (Arc::<Mutex<State>>::default(), PathBuf::from(host).join(SOCKET));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for from in listener.incoming().flatten() {
                plug(&shared, &from, &UnixStream::connect(&server).expect("PostgreSQL answers"));
            }
        });
        Cable { url: through, state, _folder: folder }
    }

    pub(crate) fn cut(&self) {
        cut(&mut self.state.lock().expect("no panic"));
    }

    pub(crate) fn mend(&self) {
        self.state.lock().expect("no panic").is_cut = false;
    }

    /// Cuts everything at the commit of the next transaction that sends `text`.
    pub(crate) fn cut_at_commit_of(&self, text: &str, delivers: bool) {
        self.state.lock().expect("no panic").trap = Some(Trap { text: text.as_bytes().to_vec(), delivers });
    }
}

fn cut(state: &mut State) {
    state.is_cut = true;
    for it in state.open.drain(..) {
        let _ = it.shutdown(Shutdown::Both); // It may have ended already.
    }
}

fn plug(shared: &Arc<Mutex<State>>, client: &UnixStream, server: &UnixStream) {
    let mut state = shared.lock().expect("no panic");
    if state.is_cut {
        return;
    }
    // Only the client's side is cut: the server finishes what reached it.
    state.open.push(clone(client));
    let (mut from, mut to) = (clone(server), clone(client));
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to); // It ends when either side does.
        let _ = to.shutdown(Shutdown::Both);
        let _ = std::io::copy(&mut from, &mut std::io::sink());
    });
    let (from, to, shared) = (clone(client), clone(server), Arc::clone(shared));
    std::thread::spawn(move || {
        forward(from, &to, &shared);
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// From the program to the server, until a trap springs.
fn forward(mut from: UnixStream, mut to: &UnixStream, shared: &Mutex<State>) {
    let (mut block, mut sent) = (vec![0; 1 << 16], Vec::new());
    while let Ok(read @ 1..) = from.read(&mut block) {
        sent.extend_from_slice(&block[..read]);
        if holds(&sent, b"commit\0") {
            let mut state = shared.lock().expect("no panic");
            if let Some(trap) = state.trap.take_if(|it| holds(&sent, &it.text)) {
                cut(&mut state);
                if trap.delivers {
                    let _ = to.write_all(&block[..read]);
                }
                return;
            }
            sent.clear();
        }
        if to.write_all(&block[..read]).is_err() {
            return;
        }
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|it| it == wanted)
}

fn clone(it: &UnixStream) -> UnixStream {
    it.try_clone().expect("a handle more")
}
