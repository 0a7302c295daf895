//! `/api/reports`.

use crate::Api;
use crate::answer::told;
use crate::caller::Signed;
use crate::documents_api::download;
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query, json};
use app::{LedgerRequest, ReportRequest};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(crate) struct ReportQuery {
    from: Option<String>,
    through: Option<String>,
    rows: Option<String>,
    columns: Option<String>,
    measures: Option<String>,
    only: Option<String>,
    filter: Option<String>,
    sort: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
    format: Option<String>,
}

impl ReportQuery {
    fn read(self) -> Result<ReportRequest, Problem> {
        Ok(ReportRequest {
            from: self.from,
            through: self.through,
            rows: self.rows,
            columns: self.columns,
            measures: self.measures,
            only: json("only", self.only)?,
            filter: json("filter", self.filter)?,
            sort: self.sort,
            limit: self.limit,
            offset: self.offset,
        })
    }
}

pub(crate) async fn list(State(api): State<Api>, Signed { turn, .. }: Signed) -> Json<Value> {
    Json(api.app.reports(&turn))
}

pub(crate) async fn table(
    State(api): State<Api>,
    Path(name): Path<String>,
    Query(query): Query<ReportQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let request = query.read()?;
    told(api.app.report_table(turn, &name, request).await)
}

pub(crate) async fn export(
    State(api): State<Api>,
    Path(name): Path<String>,
    Query(mut query): Query<ReportQuery>,
    Signed { turn, .. }: Signed,
) -> Answered {
    let format = query.format.take().unwrap_or_else(|| "xlsx".to_owned());
    let request = query.read()?;
    let file = api.app.export_report(turn, &name, request, &format).await;
    Ok(download(file?))
}

#[derive(Deserialize)]
pub(crate) struct LedgerQuery {
    warehouse: Option<String>,
    from: Option<String>,
    through: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
}

pub(crate) async fn ledger(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<LedgerQuery>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    let LedgerQuery { warehouse, from, through, limit, after } = query;
    let request = LedgerRequest { item, warehouse, from, through, limit, after };
    told(api.app.stock_ledger(turn, request).await)
}
