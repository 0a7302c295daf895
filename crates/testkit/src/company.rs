//! A small tea merchant to begin with.

use crate::Client;
use serde_json::json;

/// Warehouses `main` and `east`; items `tea`, `cup` and `pot`; supplier `farm`, who sells them;
/// customers `li` (a VIP) and `wang`; channel `shop`. No stock yet.
pub fn tea_company(admin: &Client) {
    for (code, name) in [("main", "主仓"), ("east", "东仓")] {
        admin.create("warehouse", json!({ "code": code, "name": name }));
    }
    for (code, name, unit, price) in
        [("tea", "普洱茶", "饼", "25"), ("cup", "茶杯", "个", "8"), ("pot", "紫砂壶", "把", "120")]
    {
        let fields =
            json!({ "code": code, "name": name, "unit": unit, "sale_price": price, "category": "茶" });
        admin.create("item", fields);
    }
    admin.create("supplier", json!({ "code": "farm", "name": "云南茶厂" }));
    for item in ["tea", "cup", "pot"] {
        let terms = json!({ "supplier": "farm", "item": item, "class": "main", "price": "10", "moq": "12", "pack": "12", "lead_time_days": "7" });
        admin.create("supply", terms);
    }
    admin.create("customer", json!({ "code": "li", "name": "老李茶馆", "level": "vip" }));
    admin.create("customer", json!({ "code": "wang", "name": "王记" }));
    admin.create("channel", json!({ "code": "shop", "name": "门店" }));
}
