//! What was requested is ordered from everybody who supplies it, in one act: a draft for each supplier, all of
//! them or none. A person places them.

use crate::app::App;
use crate::caller::Action;
use crate::failure::{Failure, Kind, Refused};
use crate::gate;
use crate::once::{Answer, Key, once};
use crate::papers::{create, locked, make_readable, world_of};
use crate::purchasing::refuse_drafted;
use crate::turn::Turn;
use business::purchasing::purchase_request::PurchaseRequest;
use serde_json::{Value as Json, json};
use values::{DocumentId, LineNo};

impl App {
    /// Lines that nobody is known to supply are named: somebody says first whom to buy them from.
    pub async fn order_request(
        &self,
        turn: Turn,
        request: &str,
        key: Option<Key>,
    ) -> Result<Answer, Failure> {
        let asked = turn.definitions.require("purchase_request")?.clone();
        let orders = turn.definitions.require("purchase_order")?.clone();
        turn.caller.require_action(Action::Read, &asked)?;
        turn.caller.require_action(Action::Create, &orders)?;
        let request = request.to_owned();
        self.write(move |tx| {
            once(tx, &turn, key.as_ref(), |tx| {
                let (stored, record) = locked(tx, &turn, &asked, &request, None)?;
                let offered = asked.push_down.iter().find(|it| it.to == orders.name);
                if !offered.is_some_and(|it| it.from_states.contains(&stored.state)) {
                    return Err(Refused::new(
                        Kind::Conflict,
                        "transition_not_allowed",
                        "这个状态的单据不能下推",
                        "Nothing follows from the document in this state",
                    )
                    .into());
                }
                let behaviour = business::behaviour(&asked.name);
                let world = world_of(tx, &turn, &asked, behaviour, (&stored, &record))?;
                let paper = PurchaseRequest::from_record(&record);
                let (drafts, nobody) = paper.orders(stored.id, &stored.number, &world);
                if drafts.is_empty() {
                    if nobody.is_empty() {
                        refuse_drafted(tx, &turn, stored.id)?;
                    }
                    return Err(nothing_to_order(&nobody));
                }
                let items = paper.lines.iter().filter(|it| nobody.contains(&it.line)).map(|it| it.item.into());
                let ids: Vec<DocumentId> = items.chain(drafts.iter().map(|it| it.0.into())).collect();
                let names = gate::names(tx, &turn, &ids)?;
                let name = |id: DocumentId| names.iter().find(|it| it.id == id);
                let mut documents = Vec::with_capacity(drafts.len());
                for (supplier, mut draft) in drafts {
                    make_readable(tx, &turn, (&asked, stored.id), &orders, &mut draft.fields)?;
                    let it = create(tx, &turn, &orders, &draft.fields, None)?.stored;
                    documents.push(json!({
                        "type": orders.name, "id": it.uuid, "number": it.number, "state": it.state,
                        "title": name(supplier.into()).map_or("", |it| it.title.as_str()),
                        "lines": draft.fields["lines"].as_array().map_or(0, Vec::len),
                    }));
                }
                let left = paper.lines.iter().filter(|it| nobody.contains(&it.line)).map(|it| {
                    let item = name(it.item.into());
                    json!({ "line": it.line, "item": item.map(|it| &it.number), "item_name": item.map(|it| &it.title) })
                });
                let left: Vec<Json> = left.collect();
                Ok(json!({ "request": stored.number, "documents": documents, "without_supplier": left }))
            })
        })
        .await
    }
}

fn nothing_to_order(without_supplier: &[LineNo]) -> Failure {
    let refused = match without_supplier.is_empty() {
        true => Refused::new(Kind::Conflict, "nothing_to_order", "已经全部下单", "All of it is ordered"),
        false => Refused::new(
            Kind::Conflict,
            "nothing_to_order",
            "这些商品都没有货源, 也没有填建议供应商",
            "Nobody is known to supply any of it",
        )
        .instead("在明细里填建议供应商, 或维护货源", "Name a supplier on the lines, or terms of supply"),
    };
    refused.with(json!({ "lines": without_supplier })).into()
}
