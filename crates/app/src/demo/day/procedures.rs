//! How things are done in the company, and whose task each step is.

use super::super::desk::Desk;
use crate::failure::Failure;
use serde_json::{Value as Json, json};

const AGO: i32 = 45;

/// What, who does it, who answers for it, who is told, within how many hours.
type Step = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

const RECEIVING: [Step; 4] = [
    ("核对送货单与采购单, 清点件数", "仓管员", "仓库主管", "", Some("1")),
    ("抽检外观和有效期, 要质检的先冻结", "仓管员、质检员", "仓库主管", "采购员", Some("4")),
    ("填收货单, 按库位上架", "仓管员", "仓库主管", "", Some("8")),
    ("短少、破损当天告诉供应商", "采购员", "采购主管", "会计", Some("24")),
];
const SHORTAGE: [Step; 4] = [
    ("看缺货雷达: 影响哪些客户, 几天后断货", "采购员", "采购主管", "销售员", Some("2")),
    ("主力供应商催货; 来不及就找备选供应商或调拨", "采购员", "采购主管", "仓管员", Some("4")),
    ("告诉客户原因和到货日, 推荐替代品", "销售员", "销售主管", "采购员", Some("4")),
    ("到货后先发等待的订单", "仓管员", "仓库主管", "销售员", None),
];
const COUNTING: [Step; 3] = [
    ("按盘点计划领任务, 不看账面数清点", "仓管员", "仓库主管", "", Some("24")),
    ("差异大的换人复盘", "仓管员", "仓库主管", "会计", Some("24")),
    ("批准差异, 写明原因", "会计", "总经理", "仓库主管、采购主管", Some("48")),
];

struct Procedure {
    name: &'static str,
    aim: &'static str,
    owner: &'static str,
    covers: &'static [&'static str],
    steps: &'static [Step],
}

const PROCEDURES: [Procedure; 3] = [
    Procedure {
        name: "收货入库",
        aim: "到的货数量对、质量好、当天能卖",
        owner: "keeper",
        covers: &["purchase_order", "receipt", "inspection"],
        steps: &RECEIVING,
    },
    Procedure {
        name: "缺货处理",
        aim: "不因为缺货丢掉一个客户",
        owner: "buyer",
        covers: &["sales_order", "purchase_request", "lost_sale"],
        steps: &SHORTAGE,
    },
    Procedure {
        name: "循环盘点",
        aim: "账上的数就是货架上的数",
        owner: "accountant",
        covers: &["count_plan", "count_task", "stock_count"],
        steps: &COUNTING,
    },
];

pub(super) async fn are_written(desk: &Desk<'_>) -> Result<(), Failure> {
    for Procedure { name, aim, owner, covers, steps } in PROCEDURES {
        let steps: Vec<Json> = steps.iter().map(step).collect();
        let fields = json!({ "name": name, "aim": aim, "covers": covers, "owner": owner, "steps": steps });
        desk.write((&desk.people.administrator, AGO), "procedure", fields, "activate").await?;
    }
    Ok(())
}

fn step((what, responsible, accountable, informed, hours): &Step) -> Json {
    json!({ "what": what, "responsible": responsible, "accountable": accountable, "informed": informed,
            "within_hours": hours })
}
