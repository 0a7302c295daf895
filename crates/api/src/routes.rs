//! Every route, who may call it, and what it is for, on one page.

use crate::{
    Api, documents_api, events, files, foresight, health, imports, openapi, planning, purchasing, records,
    reports, sales, session, settings, stock, warehouse,
};
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};

/// Who gets past the door. What they may do there the use case decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody: logging in, setting up, the health of the server.
    Public,
    /// Whoever has a session or a key.
    Member,
    /// Members whose role has the ability to administer.
    Administrator,
}

pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
    pub summary: &'static str,
    pub(crate) handler: MethodRouter<Api>,
}

use Access::{Administrator, Member, Public};

#[rustfmt::skip]
pub fn routes() -> Vec<Route> {
    vec![
        get("/healthz", Public, "Whether the server is alive", health::healthz),
        get("/readyz", Public, "Whether requests should be sent here: 503 when it stops or has no database", health::readyz),
        get("/metrics", Public, "Counters as Prometheus text; this machine or an administrator's key only", health::metrics),
        get("/openapi.json", Public, "This description", openapi::describe),

        get("/api/setup", Public, "Whether the company has to be set up", session::setup_needed),
        post("/api/setup", Public, "Set up the company and its first administrator, once", session::set_up),
        post("/api/session", Public, "Log in", session::log_in),
        delete("/api/session", Member, "Log out", session::log_out),
        get("/api/sessions", Member, "Where I am logged in", session::sessions),
        delete("/api/sessions/{id}", Member, "Log out elsewhere", session::end_session),
        get("/api/me", Member, "Who I am and what I may", session::me),
        patch("/api/me", Member, "Change my name, language or password", session::change_me),
        get("/api/second-factor", Member, "Whether I show a second factor", session::second_factor),
        post("/api/second-factor", Member, "A new secret for an authenticator, told once", session::begin_second_factor),
        post("/api/second-factor/confirm", Member, "The first code; recovery codes, told once", session::confirm_second_factor),
        post("/api/second-factor/remove", Member, "No second factor any more", session::end_second_factor),
        post("/api/session/acting-for", Member, "Stand in for somebody in this session, or be oneself again", session::act_for),
        get("/api/deputies", Member, "Who stands in for me, and I for whom", session::deputies),
        post("/api/deputies", Member, "Somebody stands in for me, from a day to a day", session::add_deputy),
        delete("/api/deputies/{id}", Member, "Nobody stands in any more", session::remove_deputy),
        get("/api/members", Member, "Names of everybody, for pickers", documents_api::members),

        get("/api/functions", Member, "The functions of formulas, with words and examples", documents_api::functions),
        get("/api/working-days", Member, "Holidays and worked weekends, for formulas", documents_api::working_days),

        get("/api/document-types", Member, "The document types I may see", documents_api::types),
        get("/api/document-types/{type}", Member, "One document type", documents_api::one_type),
        put("/api/document-types/{type}", Administrator, "Make or change a type of the company's own", settings::put_type),
        get("/api/document-types/{type}/overlay", Administrator, "What the company added to a built-in type", settings::overlay),
        put("/api/document-types/{type}/overlay", Administrator, "Add fields to a built-in type", settings::put_overlay),

        get("/api/documents/{type}", Member, "A page of documents", documents_api::list),
        post("/api/documents/{type}", Member, "Make a document, and its first transition", documents_api::create),
        post("/api/documents/{type}/bulk", Member, "Make many documents, one answer each", documents_api::bulk),
        post("/api/documents/{type}/batch", Member, "One act on many documents, one answer each", records::batch),
        get("/api/documents/{type}/sums", Member, "What the amounts of a list come to", records::sums),
        get("/api/documents/{type}/export", Member, "A list as XLSX or CSV", documents_api::export),
        get("/api/documents/{type}/{id}", Member, "One document, by id or number", documents_api::get),
        patch("/api/documents/{type}/{id}", Member, "Change fields of a document", documents_api::edit),
        delete("/api/documents/{type}/{id}", Member, "Delete a document nothing points at", documents_api::delete),
        post("/api/documents/{type}/{id}/transitions/{name}", Member, "Make a transition", documents_api::transition),
        post("/api/documents/{type}/draft", Member, "What fields would become: values, where each comes from, rules, problems", documents_api::draft),
        post("/api/documents/{type}/choices", Member, "The choices of a field that takes them from documents", documents_api::choices),
        get("/api/documents/{type}/{id}/why", Member, "Why each value is what it is", documents_api::why),
        post("/api/documents/{type}/preview", Member, "What a new document would change, day by day", documents_api::preview_new),
        post("/api/documents/{type}/{id}/transitions/{name}/preview", Member, "What a transition would change, day by day", documents_api::preview),
        post("/api/documents/{type}/{id}/push-down/{to}", Member, "Draft the next document with what is left over", documents_api::push_down),
        get("/api/documents/{type}/{id}/history", Member, "Who changed what", documents_api::history),
        get("/api/documents/{type}/{id}/related", Member, "What it points at and what points at it", documents_api::related),
        get("/api/documents/{type}/{id}/files/{hash}", Member, "A file that a field of it holds", files::of_document),
        get("/api/documents/{type}/{id}/uses", Member, "Who points at it, by type", records::uses),
        get("/api/documents/{type}/{id}/lineage", Member, "Where it came from, what came of it, what it did", records::lineage),
        get("/api/documents/{type}/{id}/comments", Member, "What people say about it", records::comments),
        post("/api/documents/{type}/{id}/comments", Member, "Say something about it", records::add_comment),
        patch("/api/documents/{type}/{id}/comments/{number}", Member, "Change one's own comment, within a day", records::edit_comment),
        delete("/api/documents/{type}/{id}/comments/{number}", Member, "Take one's own comment back", records::remove_comment),
        put("/api/documents/{type}/{id}/following", Member, "Hear of it from now on, or not", records::follow),
        get("/api/views/{type}", Member, "Saved ways to look at a list", records::views),
        post("/api/views/{type}", Member, "Save a way to look at a list", records::create_view),
        put("/api/views/{type}/{id}", Member, "Change a saved view", records::change_view),
        delete("/api/views/{type}/{id}", Member, "Remove a saved view", records::remove_view),
        get("/api/notices", Member, "What I was told of documents", records::notices),
        post("/api/notices/read", Member, "I have read it", records::read_notices),
        get("/api/trash", Member, "The types with something in the bin", records::trash_types),
        get("/api/trash/{type}", Member, "What was thrown away, by whom and when", records::trash),
        post("/api/trash/{type}/{id}/restore", Member, "Bring it back", records::restore),
        delete("/api/trash/{type}/{id}", Member, "Throw it away for good", records::purge),
        get("/api/lookup/{type}", Member, "Candidates for a link", documents_api::lookup),

        post("/api/files", Member, "Upload a file to attach", files::upload),
        get("/api/files/{hash}", Member, "A file I uploaded myself", files::own),
        get("/api/file-rules", Member, "Which files may be attached", files::rules),
        put("/api/file-rules", Administrator, "Say which files may be attached", files::put_rules),

        get("/api/stock", Member, "Balances with their parts", stock::list),
        post("/api/stock/availability", Member, "Whether many items are there", stock::availability),
        get("/api/stock/at", Member, "What there was at the end of a day", stock::at),
        get("/api/stock/ages", Member, "How long what is there has been lying, and what nobody asks for", warehouse::ages),
        get("/api/stock/expiring", Member, "Lots that will not be good much longer", warehouse::expiring),
        get("/api/stock/unusual", Member, "Movements and counts that are far out of line, the newest first", warehouse::unusual),
        post("/api/count-plans/{id}/tasks", Member, "Make the count task that a plan has due today", warehouse::make_count_task),
        get("/api/count-tasks/{id}/differences", Member, "What was counted against the books, for who approves it", warehouse::differences),
        get("/api/warehouses/{warehouse}/bins", Member, "What is to be placed and where it would go, and what lies where", warehouse::bins),
        post("/api/picks", Member, "From which bins to fetch goods, what expires first first", warehouse::picks),
        get("/api/valuation", Member, "Whether an item has one average cost or one in each warehouse", warehouse::valuation),
        put("/api/valuation", Administrator, "From today on each warehouse has an average cost of its own", warehouse::value_by_warehouse),
        get("/api/lots", Member, "Lots and serial numbers by their code", warehouse::lots),
        get("/api/lots/{item}/{lot}", Member, "Where a lot came from and who has it", warehouse::trace),
        get("/api/stock/{item}", Member, "One item by warehouse and lot", stock::item),
        get("/api/stock/{item}/explain", Member, "Why available is not on hand", stock::explain),
        get("/api/stock/{item}/promise", Member, "From which day a quantity can be promised", stock::promise),
        post("/api/stock/{item}/reallocate", Member, "Deal out anew what is promised, or see what that would change", stock::reallocate),
        get("/api/stock/{item}/moves", Member, "What happened to it", stock::moves),
        get("/api/stock/{item}/outlook", Member, "The next days, projected", stock::outlook),
        post("/api/sales/sourcing", Member, "From which warehouses to ship", stock::sourcing),
        post("/api/sales/prices", Member, "What lines cost, and why", sales::prices),
        get("/api/families/{family}", Member, "A family's items, by colour and size, and what there is of each", sales::family),
        post("/api/families/{family}/items", Member, "Make the items that a family lacks", sales::make_family_items),
        get("/api/sales/to-pick", Member, "What is promised and not picked yet, by order", sales::to_pick),
        post("/api/sales/pick-lists", Member, "Make a list that picks for these orders", sales::make_pick_list),
        post("/api/sales/pick-lists/{id}/suggest", Member, "Say anew from which bins and lots a list is picked", sales::suggest_again),
        post("/api/sales/pick-lists/{id}/ship", Member, "Ship what was picked, a shipment for each order", sales::ship_picked),
        post("/api/channels/{code}/synced", Member, "A channel was told what there is", stock::channel_synced),
        post("/api/purchase-requests/{id}/orders", Member, "Draft an order to each supplier of what is requested", purchasing::order_request),
        get("/api/rfqs/{id}/comparison", Member, "Quotations side by side, line by line", purchasing::comparison),
        post("/api/rfqs/{id}/award", Member, "Award lines to quotations and draft the orders", purchasing::award),
        get("/api/shortages", Member, "What runs out, when, and whom it hurts", planning::list),
        post("/api/shortages/order", Member, "Draft the orders against chosen shortages", planning::order),
        get("/api/planning/plan", Member, "What to order and to move, and why", foresight::plan),
        post("/api/planning/plan/accept", Member, "Draft the documents of chosen lines of a plan", foresight::accept),
        post("/api/planning/backtest", Member, "Replay the past under today's and a proposed policy", foresight::backtest),
        post("/api/planning/what-if", Member, "What would run out, if", foresight::what_if),
        get("/api/planning/quality", Member, "How good forecasts were", foresight::quality),
        get("/api/planning/supply-gaps", Member, "Items that matter and that too few suppliers deliver", purchasing::short_of_suppliers),
        get("/api/planning/classes", Member, "How many items of each kind there are", foresight::classes),
        get("/api/planning/classes/items", Member, "Items of these kinds", foresight::classed_items),
        get("/api/suppliers/{supplier}/performance", Member, "How a supplier delivers", foresight::performance),
        get("/api/events", Member, "What happens, as it happens (SSE)", events::stream),

        get("/api/reports", Member, "The reports I may see, and what each can be grouped by", reports::list),
        get("/api/reports/{name}", Member, "A report: facts grouped, added up, and in order", reports::table),
        get("/api/reports/{name}/export", Member, "All rows of a report as XLSX or CSV", reports::export),
        get("/api/stock/{item}/ledger", Member, "The moves of an item in some days, with what was there after each", reports::ledger),

        get("/api/imports", Member, "My imports", imports::list),
        post("/api/imports", Member, "Upload a file to import", imports::create),
        get("/api/imports/{id}", Member, "One import with its preview", imports::get),
        patch("/api/imports/{id}", Member, "Change mapping and options", imports::change),
        post("/api/imports/{id}/run", Member, "Run it, or try it", imports::run),
        post("/api/imports/{id}/cancel", Member, "Stop it", imports::cancel),
        get("/api/imports/{id}/report", Member, "The rows that were not imported, with reasons", imports::report),

        get("/api/users", Administrator, "Everybody who can log in", settings::users),
        post("/api/users", Administrator, "Make a member", settings::create_user),
        patch("/api/users/{id}", Administrator, "Change a member", settings::change_user),
        get("/api/users/{id}/access", Administrator, "What a member can see and do, and why", settings::access_of_user),
        get("/api/users/{id}/sessions", Administrator, "Where a member is logged in", settings::user_sessions),
        delete("/api/users/{id}/sessions", Administrator, "Log a member out everywhere", settings::end_user_sessions),
        delete("/api/users/{id}/second-factor", Administrator, "For who lost device and recovery codes", settings::reset_second_factor),
        post("/api/users/{id}/hand-over", Administrator, "Another takes over what is open, or see what that would be", settings::hand_over),
        get("/api/audit", Administrator, "What was done with doors, rights and settings", settings::audit),
        get("/api/audit/export", Administrator, "The same as a file", settings::export_audit),
        get("/api/security", Administrator, "How long sessions last, who shows a second factor", settings::security),
        put("/api/security", Administrator, "Change that", settings::put_security),
        get("/api/api-keys", Administrator, "Keys of programs", settings::api_keys),
        post("/api/api-keys", Administrator, "Make a key, shown once", settings::create_api_key),
        delete("/api/api-keys/{id}", Administrator, "Revoke a key", settings::revoke_api_key),
        get("/api/roles", Administrator, "Roles and what they may", settings::roles),
        put("/api/roles/{name}", Administrator, "Make or change a role", settings::put_role),
        delete("/api/roles/{name}", Administrator, "Delete a role nobody has", settings::delete_role),
        get("/api/numbering", Administrator, "How documents are numbered", settings::numbering),
        put("/api/numbering/{type}", Administrator, "Number a type differently", settings::put_numbering),
        get("/api/allocation-policy", Member, "Who of the waiting comes first", settings::allocation_policy),
        put("/api/allocation-policy", Administrator, "Say who of the waiting comes first", settings::put_allocation_policy),
        get("/api/company", Member, "The company", settings::company),
        put("/api/company", Administrator, "Change the company", settings::put_company),
    ]
}

fn route<H, T>(
    method: &'static str,
    filter: MethodFilter,
    path: &'static str,
    access: Access,
    summary: &'static str,
    handler: H,
) -> Route
where
    H: Handler<T, Api>,
    T: 'static,
{
    Route { method, path, access, summary, handler: on(filter, handler) }
}

macro_rules! methods {
    ($($name:ident $method:ident)*) => {$(
        fn $name<H, T>(path: &'static str, access: Access, summary: &'static str, handler: H) -> Route
        where
            H: Handler<T, Api>,
            T: 'static,
        {
            route(stringify!($method), MethodFilter::$method, path, access, summary, handler)
        }
    )*};
}

methods! { get GET post POST put PUT patch PATCH delete DELETE }
