//! Ways to look at a list, saved for oneself or shared. A view is a question and a layout; what it
//! finds each reader sees only as far as they may.

use super::list::{ListRequest, read_list};
use super::view::Called;
use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind as Why, Refused};
use crate::turn::Turn;
use documents::{DocumentType, Kind, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use storage::Tx;
use storage::saved_views::SavedView;
use values::UserId;

const NAME_MAX: usize = 60;
const COLUMNS_MAX: usize = 100;
const COLOURS_MAX: usize = 20;
const ROLES_MAX: usize = 50;
/// Of one owner and type.
const VIEWS_MAX: usize = 100;
const WIDTH: std::ops::RangeInclusive<u32> = 40..=1200;
const SYSTEM: [&str; 5] = ["number", "state", "created_at", "updated_at", "created_by"];

/// A view as sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewForm {
    pub name: String,
    /// Roles; `*` is everybody; none is oneself alone.
    #[serde(default)]
    pub shared: Vec<String>,
    pub body: ViewBody,
    /// The one that was seen, when it is changed.
    #[serde(default)]
    pub version: Option<i64>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ViewBody {
    pub layout: Layout,
    pub filter: Option<Json>,
    pub sort: Option<String>,
    /// In their order; none is what the type shows by itself.
    pub columns: Vec<ViewColumn>,
    /// A board's columns: `state`, or a field with choices.
    pub by: Option<String>,
    /// The day a calendar shows a document on.
    pub on: Option<String>,
    pub span: Span,
    /// The first that fits colours the row or the cell.
    pub colours: Vec<Colouring>,
    /// Opened when nothing else is asked for.
    pub default: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    #[default]
    Table,
    Cards,
    Board,
    Calendar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    #[default]
    Month,
    Week,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    pub field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Stays in sight when the table is scrolled sideways.
    #[serde(default)]
    pub frozen: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Colouring {
    pub filter: Json,
    pub tone: Tone,
    /// The cell of this column; without it the whole row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Danger,
    Warning,
    Caution,
    Ok,
    Info,
    Muted,
}

impl App {
    /// Those the caller may use, by age.
    pub async fn saved_views(&self, turn: Turn, document_type: &str) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        self.read(move |tx| {
            let all = storage::saved_views::of_type(tx, &definition.name)?;
            let mine: Vec<SavedView> = all.into_iter().filter(|it| may_use(&turn, it)).collect();
            let called = Called::load(tx, &turn, BTreeSet::new(), mine.iter().map(|it| it.owner).collect())?;
            Ok(json!({ "rows": mine.iter().map(|it| told(&turn, it, &called)).collect::<Vec<_>>() }))
        })
        .await
    }

    pub async fn create_view(
        &self,
        turn: Turn,
        document_type: &str,
        form: ViewForm,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let roles = self.known_roles();
        self.write(move |tx| {
            check(tx, &turn, &definition, &form, &roles)?;
            let all = storage::saved_views::of_type(tx, &definition.name)?;
            if all.iter().filter(|it| it.owner == turn.caller.user).count() >= VIEWS_MAX {
                return Err(vec![Problem::new("", "too_many").with("most", VIEWS_MAX)].into());
            }
            let mut view = SavedView {
                id: 0,
                document_type: definition.name.clone(),
                name: form.name.trim().to_owned(),
                owner: turn.caller.user,
                shared: form.shared.clone(),
                body: serde_json::to_value(&form.body).expect("a view is JSON"),
                version: 1,
                updated_at: turn.now,
            };

            // After this point nothing is refused.
            view.id = storage::saved_views::insert(tx, &view)?;
            only_default(tx, &view, &all)?;
            show(tx, &turn, &view)
        })
        .await
    }

    pub async fn change_view(
        &self,
        turn: Turn,
        document_type: &str,
        id: &str,
        form: ViewForm,
    ) -> Result<Json, Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let (id, roles) = (id.parse().unwrap_or(-1), self.known_roles());
        self.write(move |tx| {
            let mut view = usable(tx, &turn, &definition, id)?;
            require_change(&turn, &view)?;
            check(tx, &turn, &definition, &form, &roles)?;
            if form.version.is_some_and(|it| it != view.version) {
                return Err(stale().into());
            }
            form.name.trim().clone_into(&mut view.name);
            view.shared.clone_from(&form.shared);
            view.body = serde_json::to_value(&form.body).expect("a view is JSON");
            view.version += 1;
            view.updated_at = turn.now;
            if !storage::saved_views::update(tx, &view)? {
                return Err(stale().into());
            }
            let all = storage::saved_views::of_type(tx, &definition.name)?;
            only_default(tx, &view, &all)?;
            show(tx, &turn, &view)
        })
        .await
    }

    pub async fn remove_view(&self, turn: Turn, document_type: &str, id: &str) -> Result<(), Failure> {
        let definition = turn.definitions.require(document_type)?.clone();
        turn.caller.require_action(Action::Read, &definition)?;
        let id = id.parse().unwrap_or(-1);
        self.write(move |tx| {
            let view = usable(tx, &turn, &definition, id)?;
            require_change(&turn, &view)?;
            Ok(storage::saved_views::remove(tx, view.id)?)
        })
        .await
    }

    fn known_roles(&self) -> BTreeSet<String> {
        let built_in = documents::BUILT_IN_ROLES.iter().map(|it| (*it).to_owned());
        built_in.chain(self.roles().keys().cloned()).chain(["*".to_owned()]).collect()
    }
}

fn may_use(turn: &Turn, it: &SavedView) -> bool {
    let caller = &turn.caller;
    it.owner == caller.user
        || it.shared.iter().any(|role| role == "*" || caller.roles.contains(role))
        || (caller.is_administrator() && !it.shared.is_empty())
}

fn may_change(turn: &Turn, it: &SavedView) -> bool {
    it.owner == turn.caller.user || (turn.caller.is_administrator() && !it.shared.is_empty())
}

fn usable(tx: &mut dyn Tx, turn: &Turn, definition: &DocumentType, id: i64) -> Result<SavedView, Failure> {
    let found = storage::saved_views::load(tx, id)?;
    let found = found.filter(|it| it.document_type == definition.name && may_use(turn, it));
    Ok(found.ok_or_else(|| Refused::not_found("视图", "view"))?)
}

fn require_change(turn: &Turn, it: &SavedView) -> Result<(), Failure> {
    if may_change(turn, it) {
        return Ok(());
    }
    Err(Refused::new(Why::Forbidden, "not_yours", "这是别人的视图, 不能修改", "This view is somebody else's")
        .instead("可以另存为自己的视图", "Save it as one of your own")
        .into())
}

fn stale() -> Refused {
    Refused::new(
        Why::Conflict,
        "stale_version",
        "别人刚刚改过这个视图",
        "Somebody changed this view in the meantime",
    )
    .instead("刷新后再保存", "Reload, then save again")
}

fn check(
    tx: &mut dyn Tx,
    turn: &Turn,
    definition: &DocumentType,
    form: &ViewForm,
    roles: &BTreeSet<String>,
) -> Result<(), Failure> {
    let body = &form.body;
    let mut problems = Vec::new();
    match form.name.trim().chars().count() {
        0 => problems.push(Problem::new("name", "required")),
        1..=NAME_MAX => (),
        _ => problems.push(Problem::new("name", "too_long").with("most", NAME_MAX)),
    }
    let counts = [
        ("shared", form.shared.len(), ROLES_MAX),
        ("columns", body.columns.len(), COLUMNS_MAX),
        ("colours", body.colours.len(), COLOURS_MAX),
    ];
    problems.extend(
        counts.iter().filter(|it| it.1 > it.2).map(|it| Problem::new(it.0, "too_many").with("most", it.2)),
    );
    let unknown = form.shared.iter().filter(|it| !roles.contains(*it));
    problems.extend(unknown.map(|it| Problem::new("shared", "not_known").with("value", it)));
    let is_field =
        |name: &str| SYSTEM.contains(&name) || definition.field(name).is_some_and(|it| it.kind != Kind::Rows);
    let named = body.columns.iter().map(|it| ("columns", &it.field));
    let named =
        named.chain(body.colours.iter().filter_map(|it| it.field.as_ref().map(|name| ("colours", name))));
    problems.extend(
        named.filter(|it| !is_field(it.1)).map(|it| Problem::new(it.0, "no_such_field").with("value", it.1)),
    );
    let widths = body.columns.iter().filter_map(|it| it.width).filter(|it| !WIDTH.contains(it));
    let range = |it: Problem| it.with("min", WIDTH.start()).with("max", WIDTH.end());
    problems.extend(widths.map(|_| range(Problem::new("columns", "out_of_range"))));
    let kind =
        |name: &Option<String>| name.as_ref().and_then(|it| definition.field(it)).map(|it| it.kind.clone());
    if body.layout == Layout::Board
        && body.by.as_deref() != Some("state")
        && kind(&body.by) != Some(Kind::Choice)
    {
        problems.push(Problem::new("by", "no_such_field").with("value", body.by.as_deref().unwrap_or("")));
    }
    let is_day = matches!(kind(&body.on), Some(Kind::Date | Kind::DateTime))
        || matches!(body.on.as_deref(), Some("created_at" | "updated_at"));
    if body.layout == Layout::Calendar && !is_day {
        problems.push(Problem::new("on", "no_such_field").with("value", body.on.as_deref().unwrap_or("")));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let list = |filter: Option<Json>, sort| ListRequest { filter, sort, ..ListRequest::default() };
    read_list(tx, turn, definition, &list(body.filter.clone(), body.sort.clone()))?;
    for colour in &body.colours {
        read_list(tx, turn, definition, &list(Some(colour.filter.clone()), None))?;
    }
    if body.default && !form.shared.is_empty() && !turn.caller.is_administrator() {
        return Err(Refused::new(
            Why::Forbidden,
            "forbidden",
            "只有管理员能设置大家的默认视图",
            "Only an administrator says what everybody sees first",
        )
        .instead("可以设为自己的默认视图", "Make it the first of your own")
        .into());
    }
    Ok(())
}

/// Of one's own views one is opened by itself, and of the shared ones one.
fn only_default(tx: &mut dyn Tx, chosen: &SavedView, all: &[SavedView]) -> Result<(), Failure> {
    if chosen.body["default"] != true {
        return Ok(());
    }
    let scope = |it: &SavedView| if it.shared.is_empty() { Some(it.owner) } else { None::<UserId> };
    let others = all.iter().filter(|it| it.id != chosen.id && it.body["default"] == true);
    for other in others.filter(|it| scope(it) == scope(chosen)) {
        let mut other = other.clone();
        other.body["default"] = json!(false);
        other.version += 1;
        storage::saved_views::update(tx, &other)?;
    }
    Ok(())
}

fn show(tx: &mut dyn Tx, turn: &Turn, it: &SavedView) -> Result<Json, Failure> {
    let called = Called::load(tx, turn, BTreeSet::new(), BTreeSet::from([it.owner]))?;
    Ok(told(turn, it, &called))
}

fn told(turn: &Turn, it: &SavedView, called: &Called) -> Json {
    json!({
        "id": it.id.to_string(), "name": it.name, "shared": it.shared, "owner": called.member(it.owner),
        "mine": it.owner == turn.caller.user, "body": it.body, "version": it.version,
        "permitted": { "change": may_change(turn, it) },
    })
}
