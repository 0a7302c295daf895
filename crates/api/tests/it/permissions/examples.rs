//! A small document of each type.

use serde_json::{Value as Json, json};
use testkit::Client;

/// The fields of a small document of the type that can take effect; the company has stock enough.
pub(super) fn example(admin: &Client, kind: &str, nth: usize) -> Json {
    let lines = json!([{ "item": "tea", "quantity": "1", "price": "10" }]);
    let code = || json!({ "code": format!("N{nth:05}"), "name": "样例" });
    let order = |kind: &str| admin.confirm(kind, example(admin, kind, nth))["number"].clone();
    let plain = json!([{ "item": "tea", "quantity": "1" }]);
    match kind {
        "item" | "warehouse" | "supplier" | "customer" | "channel" | "department" | "carrier" => code(),
        "item_family" => {
            let mut fields = code();
            fields["values_one"] = json!([{ "code": "R", "name": "红" }]);
            fields
        }
        "price_list" => json!({ "name": "VIP", "lines": [{ "item": "tea", "price": "20" }] }),
        "quotation" => json!({ "customer": "li", "lines": lines }),
        "pick_list" => {
            let line = json!({ "sales_order": order("sales_order"), "item": "tea", "quantity": "1" });
            json!({ "warehouse": "main", "lines": [line] })
        }
        "bill_of_materials" => json!({ "product": "pot", "lines": [{ "item": "cup", "quantity": "2" }] }),
        "supply" => json!({ "supplier": "farm", "item": "tea" }),
        "purchase_contract" => {
            let line = json!({ "item": "tea", "price": "9" });
            json!({ "title": "年度合同", "supplier": "farm", "valid_from": "2099-01-01",
                    "valid_until": "2099-12-31", "lines": [line] })
        }
        "procedure" => {
            json!({ "name": "Receiving", "steps": [{ "what": "Unpack", "responsible": "Warehouse" }] })
        }
        "supplier_review" => {
            let line = json!({ "criterion": "quality", "score": "80" });
            json!({ "supplier": "farm", "verdict": "keep", "lines": [line] })
        }
        "opening_stock" => json!({ "warehouse": "main", "lines": plain }),
        "purchase_order" => json!({ "supplier": "farm", "deliver_to": "main", "lines": lines }),
        "sales_order" => json!({ "customer": "li", "ship_from": "main", "lines": lines }),
        "purchase_request" => json!({ "deliver_to": "main", "lines": plain }),
        "rfq" => json!({ "deliver_to": "main", "suppliers": [{ "supplier": "farm" }], "lines": plain }),
        "supplier_quotation" => json!({ "supplier": "farm", "lines": lines }),
        "inspection" => {
            let item = format!("I{nth:05}");
            admin.create("item", json!({ "code": item, "name": "要质检的", "inspect": true }));
            let lines = json!([{ "item": item, "quantity": "1" }]);
            let order = json!({ "supplier": "farm", "deliver_to": "main", "lines": lines });
            let order = admin.confirm("purchase_order", order)["number"].clone();
            let receipt = json!({ "purchase_order": order, "warehouse": "main", "lines": lines });
            let receipt = admin.confirm("receipt", receipt)["number"].clone();
            let lines = json!([{ "item": item, "quantity": "1", "source_line": "1" }]);
            json!({ "receipt": receipt, "lines": lines })
        }
        "purchase_return" | "landed_cost" => {
            let order = order("purchase_order");
            let receipt = json!({ "purchase_order": order, "warehouse": "main", "lines": plain });
            let receipt = admin.confirm("receipt", receipt)["number"].clone();
            if kind == "purchase_return" {
                return json!({ "purchase_order": order, "warehouse": "main", "lines": plain });
            }
            let line = json!({ "receipt": receipt, "receipt_line": "1", "item": "tea", "quantity": "1", "value": "1" });
            json!({ "costs": [{ "kind": "freight", "amount": "1" }], "lines": [line] })
        }
        "receipt" => {
            json!({ "purchase_order": order("purchase_order"), "warehouse": "main", "lines": plain })
        }
        "shipment" => json!({ "sales_order": order("sales_order"), "lines": plain }),
        "sales_return" => {
            let order = order("sales_order");
            admin.confirm("shipment", json!({ "sales_order": order, "lines": plain }));
            json!({ "sales_order": order, "warehouse": "main", "lines": plain })
        }
        "transfer" => json!({ "from": "main", "to": "east", "lines": plain }),
        "bin" => json!({ "code": format!("N{nth:05}"), "warehouse": "main" }),
        "bin_move" => {
            let bin = admin.create("bin", example(admin, "bin", nth))["number"].clone();
            json!({ "warehouse": "main", "lines": [{ "item": "tea", "quantity": "1", "to_bin": bin }] })
        }
        "count_plan" => {
            json!({ "warehouse": "main", "classes": [{ "class": "other", "every_days": "30" }] })
        }
        "count_task" => json!({
            "warehouse": "east",
            "lines": [{ "item": "cup", "counted": "0" }],
        }),
        "transfer_request" => json!({ "from": "main", "to": "east", "lines": plain }),
        "assembly" => json!({ "product": "pot", "quantity": "1", "warehouse": "main", "lines": plain }),
        "disassembly" => {
            json!({ "product": "tea", "quantity": "1", "warehouse": "main", "lines": [{ "item": "cup", "quantity": "1" }] })
        }
        "conversion" => json!({
            "warehouse": "main",
            "lines": [{ "item": "tea", "quantity": "1", "to_item": "cup", "to_quantity": "1" }],
        }),
        "loan" => {
            json!({ "borrower": "Chen", "warehouse": "main", "due": "2100-01-01", "lines": plain })
        }
        "loan_return" => json!({ "loan": order("loan"), "warehouse": "main", "lines": plain }),
        "stock_count" => json!({ "warehouse": "east", "lines": [{ "item": "cup", "counted": "0" }] }),
        "adjustment" => json!({ "warehouse": "main", "reason": "found", "lines": plain }),
        "stock_hold" => json!({ "warehouse": "main", "reason": "display", "lines": plain }),
        "channel_stock" => {
            json!({ "warehouse": "main", "lines": [{ "item": "tea", "channel": "shop", "protected": "1" }] })
        }
        "lost_sale" => json!({ "warehouse": "main", "lines": plain }),
        "stock_policy" => json!({ "name": "Tea", "item": "tea" }),
        "level_override" => {
            json!({ "item": "tea", "factor_percent": "120", "reason": "fair", "expires": "2100-01-01" })
        }
        "calendar_event" => {
            json!({ "name": "Fair", "first_day": "2026-03-02", "last_day": "2026-03-04" })
        }
        other => panic!("say here what a {other} looks like"),
    }
}
