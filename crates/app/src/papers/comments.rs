//! What people say about a document, beside what it says itself; and who follows it.

use super::notices::{followers, tell};
use super::view::{Called, found_stored, locked};
use crate::app::App;
use crate::audit::note;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::gate::Gate;
use crate::turn::Turn;
use documents::{DocumentType, Problem};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::comments::{Comment, Earlier};
use storage::documents::Stored;
use values::UserId;

const TEXT_MAX: usize = 2_000;
const MENTIONS_MAX: usize = 20;
/// Of one document.
const COMMENTS_MAX: i64 = 1_000;
const PAGE_MAX: usize = 100;
/// After a day people have read it and answered.
const EDITABLE_SECONDS: i64 = 24 * 3600;
/// Of one comment; each is kept.
const EDITS_MAX: usize = 20;
/// What a notice shows of it.
const BEGINNING: usize = 140;

/// A comment as sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    pub text: String,
    /// Logins of those it is addressed to.
    #[serde(default)]
    pub mentions: Vec<String>,
}

impl App {
    /// The newest first, and whether the caller follows the document.
    pub async fn comments(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        before: Option<i64>,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.read(move |tx| {
            let stored = found_stored(tx, &turn, &definition, &id)?;
            let mut all = storage::comments::list(tx, stored.id, before, PAGE_MAX + 1)?;
            let more = all.len() > PAGE_MAX;
            all.truncate(PAGE_MAX);
            let next = all.last().filter(|_| more).map(|it| it.number.to_string());
            let following = followers(tx, &stored)?;
            let members = all.iter().flat_map(|it| it.mentions.iter().copied().chain([it.by]));
            let called =
                Called::load(tx, &turn, BTreeSet::new(), members.chain(following.iter().copied()).collect())?;
            let rows: Vec<Json> = all.iter().map(|it| told(&turn, it, &called)).collect();
            let names: Vec<Json> = following.iter().map(|it| called.member(*it)).collect();
            Ok(json!({
                "rows": rows, "next": next, "followers": names,
                "following": following.contains(&turn.caller.user),
            }))
        })
        .await
    }

    pub async fn add_comment(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        new: NewComment,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let text = checked(&new)?;
        let (id, app) = (id.to_owned(), self.clone());
        self.write(move |tx| {
            let (stored, _) = locked(tx, &turn, &definition, &id, None)?;
            let number = storage::comments::count(tx, stored.id)? + 1;
            if number > COMMENTS_MAX {
                return Err(too_many().into());
            }
            let mentions = mentioned(tx, &app, &turn, &definition, &stored, &new.mentions)?;

            // After this point nothing is refused.
            let by = turn.caller.user;
            let comment = Comment {
                number,
                by,
                at: turn.now,
                edited_at: None,
                removed: false,
                text: text.clone(),
                mentions: mentions.iter().copied().collect(),
                earlier: Vec::new(),
            };
            storage::comments::insert(tx, stored.id, &comment)?;
            storage::comments::choose_if_new(tx, stored.id, by, true)?;
            spread(tx, &turn, &stored, &comment)?;
            announce(tx, &turn, &stored)?;
            show(tx, &turn, &comment)
        })
        .await
    }

    /// Its author, within a day. Who is mentioned anew is told.
    pub async fn edit_comment(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        number: i64,
        new: NewComment,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let text = checked(&new)?;
        let (id, app) = (id.to_owned(), self.clone());
        self.write(move |tx| {
            let (stored, _) = locked(tx, &turn, &definition, &id, None)?;
            let mut comment = own(tx, &turn, &stored, number)?;
            if !is_editable(&turn, &comment) {
                return Err(Refused::new(
                    Kind::Conflict,
                    "too_late",
                    "评论发出一天后不能再修改",
                    "A comment cannot be changed after a day",
                )
                .instead("可以再写一条", "Write another one")
                .into());
            }
            if comment.earlier.len() >= EDITS_MAX {
                return Err(too_often().into());
            }
            let mentions = mentioned(tx, &app, &turn, &definition, &stored, &new.mentions)?;

            // After this point nothing is refused.
            if comment.text != text {
                let at = comment.edited_at.unwrap_or(comment.at);
                comment.earlier.push(Earlier { at, text: comment.text.clone() });
            }
            let before: BTreeSet<UserId> = comment.mentions.iter().copied().collect();
            comment.text.clone_from(&text);
            comment.mentions = mentions.iter().copied().collect();
            comment.edited_at = Some(turn.now);
            storage::comments::update(tx, stored.id, &comment)?;
            let mut news: BTreeSet<UserId> = mentions.difference(&before).copied().collect();
            news.remove(&turn.caller.user);
            tell(tx, &turn, &stored, "mention", &news, &json!({ "text": beginning(&text) }))?;
            announce(tx, &turn, &stored)?;
            show(tx, &turn, &comment)
        })
        .await
    }

    /// Its author or an administrator. That there was one stays; what it said only administrators read, in the
    /// audit log.
    pub async fn remove_comment(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        number: i64,
    ) -> Result<(), Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.write(move |tx| {
            let (stored, _) = locked(tx, &turn, &definition, &id, None)?;
            let mut comment = own(tx, &turn, &stored, number)?;
            let author = storage::members::load(tx, comment.by)?.map(|it| it.name);
            let said = json!({ "author": author, "comment": comment.text });
            note(tx, &turn, "comment_remove", &format!("{} #{number}", stored.number), said)?;
            comment.removed = true;
            comment.edited_at = Some(turn.now);
            comment.text.clear();
            comment.mentions.clear();
            comment.earlier.clear();
            storage::comments::update(tx, stored.id, &comment)?;
            announce(tx, &turn, &stored)
        })
        .await
    }

    /// The caller wants to hear of the document from now on, or not.
    pub async fn follow_document(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        follows: bool,
    ) -> Result<(), Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.to_owned();
        self.write(move |tx| {
            let stored = found_stored(tx, &turn, &definition, &id)?;
            Ok(storage::comments::set_choice(tx, stored.id, turn.caller.user, follows)?)
        })
        .await
    }
}

fn checked(new: &NewComment) -> Result<String, Failure> {
    let text = new.text.trim();
    let mut problems = Vec::new();
    if text.is_empty() {
        problems.push(Problem::new("text", "required"));
    }
    if text.chars().count() > TEXT_MAX {
        problems.push(Problem::new("text", "too_long").with("most", TEXT_MAX));
    }
    if text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\t')) {
        problems.push(Problem::new("text", "bad_character"));
    }
    if new.mentions.len() > MENTIONS_MAX {
        problems.push(Problem::new("mentions", "too_many").with("most", MENTIONS_MAX));
    }
    if problems.is_empty() { Ok(text.to_owned()) } else { Err(problems.into()) }
}

fn too_many() -> Refused {
    Refused::new(
        Kind::TooLarge,
        "too_large",
        &format!("一张单据最多 {COMMENTS_MAX} 条评论"),
        &format!("A document has at most {COMMENTS_MAX} comments"),
    )
    .with(json!({ "most": COMMENTS_MAX }))
}

fn too_often() -> Refused {
    Refused::new(
        Kind::Conflict,
        "too_often",
        &format!("一条评论最多改 {EDITS_MAX} 次"),
        &format!("A comment is changed {EDITS_MAX} times at most"),
    )
    .instead("可以再写一条", "Write another one")
    .with(json!({ "most": EDITS_MAX }))
}

/// Members that are there and may read what they are asked to read.
fn mentioned(
    tx: &mut dyn Tx,
    app: &App,
    turn: &Turn,
    definition: &DocumentType,
    stored: &Stored,
    logins: &[String],
) -> Result<BTreeSet<UserId>, Failure> {
    let mut all = BTreeSet::new();
    for login in logins {
        let member = storage::members::by_login(tx, login)?.filter(|it| it.active);
        let Some(member) = member else {
            return Err(vec![Problem::new("mentions", "not_found").with("value", login)].into());
        };
        let theirs = turn.by(app.caller_of(&member));
        if !Gate::of(tx, &theirs, definition)?.here_at(tx, stored.id)?.sees() {
            return Err(Refused::new(
                Kind::Conflict,
                "cannot_read",
                &format!("{} 没有查看这张单据的权限", member.name),
                &format!("{} may not see this document", member.name),
            )
            .instead("去掉对他的提及", "Leave the mention out")
            .with(json!({ "member": login }))
            .into());
        }
        all.insert(member.id);
    }
    Ok(all)
}

/// Who is mentioned is told so; who follows is told that something was said.
fn spread(tx: &mut dyn Tx, turn: &Turn, stored: &Stored, comment: &Comment) -> Result<(), Failure> {
    let detail = json!({ "text": beginning(&comment.text) });
    let mut mentioned: BTreeSet<UserId> = comment.mentions.iter().copied().collect();
    mentioned.remove(&comment.by);
    let mut others: BTreeSet<UserId> = followers(tx, stored)?.difference(&mentioned).copied().collect();
    others.remove(&comment.by);
    tell(tx, turn, stored, "mention", &mentioned, &detail)?;
    tell(tx, turn, stored, "comment", &others, &detail)
}

fn beginning(text: &str) -> String {
    let mut start: String = text.chars().take(BEGINNING).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// Open pages of the document read its comments again.
fn announce(tx: &mut dyn Tx, turn: &Turn, stored: &Stored) -> Result<(), Failure> {
    // Not "type": planning looks again at what a document of some types touches.
    let payload = json!({ "about": stored.document_type, "id": stored.uuid, "number": stored.number });
    Ok(storage::events::append(tx, turn.now, "comment", Some(stored.id), &payload)?)
}

fn own(tx: &mut dyn Tx, turn: &Turn, stored: &Stored, number: i64) -> Result<Comment, Failure> {
    let comment = storage::comments::load(tx, stored.id, number)?.filter(|it| !it.removed);
    let comment = comment.ok_or_else(|| Refused::not_found("评论", "comment"))?;
    if comment.by != turn.caller.user && !turn.caller.is_administrator() {
        return Err(Refused::forbidden().into());
    }
    Ok(comment)
}

fn is_editable(turn: &Turn, it: &Comment) -> bool {
    it.by == turn.caller.user && turn.now < it.at.plus_seconds(EDITABLE_SECONDS)
}

fn show(tx: &mut dyn Tx, turn: &Turn, it: &Comment) -> Result<Json, Failure> {
    let members = it.mentions.iter().copied().chain([it.by]).collect();
    let called = Called::load(tx, turn, BTreeSet::new(), members)?;
    Ok(told(turn, it, &called))
}

fn told(turn: &Turn, it: &Comment, called: &Called) -> Json {
    let mine = it.by == turn.caller.user;
    json!({
        "number": it.number, "at": it.at, "by": called.member(it.by), "edited_at": it.edited_at,
        "removed": it.removed, "text": it.text,
        "earlier": it.earlier.iter().map(|it| json!({ "at": it.at, "text": it.text })).collect::<Vec<_>>(),
        "mentions": it.mentions.iter().map(|id| json!({ "id": called.login(*id), "name": called.member(*id)["name"] })).collect::<Vec<_>>(),
        "permitted": {
            "edit": !it.removed && is_editable(turn, it),
            "remove": !it.removed && (mine || turn.caller.is_administrator()),
        },
    })
}
