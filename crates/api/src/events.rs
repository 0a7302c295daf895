//! `/api/events`: what happens, as it happens. Screens read again what an event names.

use crate::Api;
use crate::caller::Signed;
use crate::meters::Listening;
use app::Action;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// A listener comes back after so long and is let in anew: a revoked session or role ends here.
const LISTENS_MAX: Duration = Duration::from_secs(15 * 60);

pub(crate) async fn stream(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listener = api.app.listen();
    let counted = Listening::begin(&api.meters);
    let state = (listener, api.app, turn, api.stopping, Box::pin(tokio::time::sleep(LISTENS_MAX)));
    let stream =
        unfold((state, counted), |((mut listener, app, turn, stopping, mut end), counted)| async move {
            loop {
                let heard = tokio::select! {
                    heard = listener.recv() => heard,
                    () = stopping.cancelled() => return None,
                    () = &mut end => return None,
                };
                let event = match heard {
                    Ok(event) => event,
                    // Too slow to hear everything: whoever listens reads everything again.
                    Err(RecvError::Lagged(_)) => {
                        let again = Event::default().event("resync").data("{}");
                        return Some((Ok(again), ((listener, app, turn, stopping, end), counted)));
                    }
                    Err(RecvError::Closed) => return None,
                };
                let about = event.data["type"].as_str().and_then(|it| app.definitions().get(it).cloned());
                if event.name == "document" && !about.is_some_and(|it| turn.caller.may(Action::Read, &it)) {
                    continue; // Not even the number of what one may not read.
                }
                let told = Event::default().event(&event.name).data(event.data.to_string());
                let told = match &event.id {
                    Some(id) => told.id(id),
                    None => told,
                };
                return Some((Ok(told), ((listener, app, turn, stopping, end), counted)));
            }
        });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
