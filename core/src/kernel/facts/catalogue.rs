//! The canonical tables as data; the docs page and the JSON Schema are made from it.

use super::spec::{ColumnSpec, TableName, TableSpec};
use crate::primitives::FieldType::{Boolean, Decimal, Instant, Integer, Money, Text};

const CLOSED: &[&str] = &["closed_at"];
const STATE: &[&str] = &["closed_at", "state_entered_at"];

const ID: ColumnSpec = ColumnSpec::new("id", Text, "Id of the row, unique in its table", "行编号，表内唯一").required();
const RECORDED_AT: ColumnSpec =
    ColumnSpec::new("recorded_at", Instant, "When the host recorded the row", "宿主系统记录该行的时间").begin();
const ACCOUNT_ID: ColumnSpec = ColumnSpec::new("account_id", Text, "The customer", "客户编号");
const REP_ID: ColumnSpec = ColumnSpec::new("rep_id", Text, "The seller", "销售编号");
const OPPORTUNITY_ID: ColumnSpec = ColumnSpec::new("opportunity_id", Text, "The opportunity", "商机编号");
const REGION: ColumnSpec = ColumnSpec::new("region", Text, "Sales region", "销售区域");
const PRODUCT: ColumnSpec = ColumnSpec::new("product", Text, "Product or product line", "产品或产品线");
const SEGMENT: ColumnSpec = ColumnSpec::new("segment", Text, "Customer segment", "客户分群");
const SOURCE: ColumnSpec = ColumnSpec::new("source", Text, "Where it came from", "来源渠道");
const STATE_ENTERED_AT: ColumnSpec =
    ColumnSpec::new("state_entered_at", Instant, "When the present state was entered", "进入当前状态的时间");
const LOSS_REASON: ColumnSpec =
    ColumnSpec::new("loss_reason", Text, "Code of the reason for the loss", "输单原因代码").masked_with(CLOSED);
const EXPECTED_AMOUNT: ColumnSpec =
    ColumnSpec::new("expected_amount", Money, "Amount expected if it is won", "预计成交金额").unit("major units");
const CURRENCY: ColumnSpec = ColumnSpec::new(
    "currency",
    Text,
    "Currency of the money cells of this row; else that of the mapping or the pack",
    "该行金额的币种；缺省用映射或包的币种",
)
.unit("ISO 4217");

const fn money(name: &'static str, meaning: &'static str, meaning_zh: &'static str) -> ColumnSpec {
    ColumnSpec::new(name, Money, meaning, meaning_zh).unit("major units")
}

pub(super) static ORDERS: TableSpec = TableSpec {
    name: TableName::Orders,
    meaning: "One order that was won",
    meaning_zh: "一笔赢得的订单",
    columns: &[
        ID,
        ColumnSpec::new("occurred_at", Instant, "When the order was won", "赢单时间").required().begin(),
        RECORDED_AT,
        ACCOUNT_ID,
        REP_ID,
        REGION,
        PRODUCT,
        ColumnSpec::new("channel", Text, "Sales channel", "销售渠道"),
        SEGMENT,
        money("amount", "Amount ordered", "订单金额").required(),
        money("paid_amount", "Amount paid so far", "已付金额"),
        ColumnSpec::new("opened_at", Instant, "Start of the sales cycle", "销售周期开始时间"),
        OPPORTUNITY_ID,
        CURRENCY,
    ],
};

pub(super) static OPPORTUNITIES: TableSpec = TableSpec {
    name: TableName::Opportunities,
    meaning: "One sales opportunity, open or closed",
    meaning_zh: "一个商机，进行中或已关闭",
    columns: &[
        ID,
        ColumnSpec::new("occurred_at", Instant, "When the opportunity was opened", "商机开启时间").begin(),
        RECORDED_AT,
        ACCOUNT_ID,
        REP_ID,
        REGION,
        PRODUCT,
        SEGMENT,
        SOURCE,
        money("amount", "Amount it was closed with", "成交金额").masked_with(CLOSED),
        EXPECTED_AMOUNT,
        ColumnSpec::new("state", Text, "Present state", "当前状态").masked_with(STATE),
        STATE_ENTERED_AT,
        ColumnSpec::new("closed_at", Instant, "When it was won or lost; absent while open", "关闭时间；进行中为空"),
        ColumnSpec::new("outcome", Text, "How it ended; absent while open", "结果；进行中为空")
            .values(&["won", "lost"])
            .masked_with(CLOSED),
        LOSS_REASON,
        ColumnSpec::new("competitor", Text, "The competitor who won", "竞争对手").masked_with(CLOSED),
        ColumnSpec::new("quoted_at", Instant, "When the quote was sent", "报价时间"),
        ColumnSpec::new("next_step_at", Instant, "When the next step is planned", "计划的下一步时间").plan(),
        CURRENCY,
    ],
};

pub(super) static LEADS: TableSpec = TableSpec {
    name: TableName::Leads,
    meaning: "One lead; open while `closed_at` is absent",
    meaning_zh: "一条线索；`closed_at` 为空即为进行中",
    columns: &[
        ID,
        ColumnSpec::new("name", Text, "Name of the person or company", "姓名或公司名").pii(),
        ColumnSpec::new("phone", Text, "Phone number", "电话").pii(),
        ColumnSpec::new("occurred_at", Instant, "When the lead came in", "线索进入时间").begin(),
        RECORDED_AT,
        ACCOUNT_ID,
        ColumnSpec::new("rep_id", Text, "The present owner", "当前负责销售"),
        REGION,
        PRODUCT,
        SEGMENT,
        SOURCE,
        ColumnSpec::new("state", Text, "Present state", "当前状态").masked_with(STATE),
        STATE_ENTERED_AT,
        ColumnSpec::new("mql_at", Instant, "When marketing qualified it", "成为市场认可线索的时间"),
        ColumnSpec::new("sql_at", Instant, "When sales accepted it", "成为销售认可线索的时间"),
        ColumnSpec::new("closed_at", Instant, "When it was closed; absent while open", "关闭时间；进行中为空"),
        LOSS_REASON,
        EXPECTED_AMOUNT,
        CURRENCY,
    ],
};

pub(super) static ACTIVITIES: TableSpec = TableSpec {
    name: TableName::Activities,
    meaning: "One contact between a seller and a customer",
    meaning_zh: "一次销售与客户的接触",
    columns: &[
        ID,
        ColumnSpec::new("occurred_at", Instant, "When it took place", "发生时间").required().begin(),
        RECORDED_AT,
        REP_ID,
        ACCOUNT_ID,
        ColumnSpec::new("lead_id", Text, "The lead", "线索编号"),
        OPPORTUNITY_ID,
        ColumnSpec::new("kind", Text, "Kind of contact, such as call or visit", "接触类型，如电话、拜访"),
        ColumnSpec::new("direction", Text, "Who contacted whom", "方向：客户来访或主动外呼")
            .values(&["inbound", "outbound"]),
        ColumnSpec::new(
            "carries_value",
            Boolean,
            "Whether it brought the customer something of value",
            "是否给客户带来价值",
        ),
        ColumnSpec::new("recording_ref", Text, "Where the recording is kept", "录音位置").pii(),
        ColumnSpec::new("state_after", Text, "State of the lead or opportunity afterwards", "接触后的状态"),
    ],
};

pub(super) static REPS: TableSpec = TableSpec {
    name: TableName::Reps,
    meaning: "One seller",
    meaning_zh: "一名销售",
    columns: &[
        ID,
        ColumnSpec::new("name", Text, "Name shown to colleagues", "同事可见的姓名"),
        REGION,
        ColumnSpec::new("team", Text, "Team", "团队"),
        ColumnSpec::new("segment", Text, "Segment in which the seller is strong", "擅长的客户分群"),
        ColumnSpec::new("role", Text, "Role", "角色").values(&["seller", "senior", "manager"]),
        ColumnSpec::new("hired_at", Instant, "When the seller started", "入职时间").begin(),
        ColumnSpec::new("left_at", Instant, "When the seller left; absent while employed", "离职时间；在职为空"),
        ColumnSpec::new("first_order_at", Instant, "When the seller won the first order", "首单时间"),
        ColumnSpec::new("capacity", Integer, "Open leads that the seller can hold", "可同时跟进的线索数").unit("leads"),
        ColumnSpec::new("weight", Decimal, "Share of new leads against colleagues", "分配权重").unit("relative"),
    ],
};

pub(super) static ACCOUNTS: TableSpec = TableSpec {
    name: TableName::Accounts,
    meaning: "One customer",
    meaning_zh: "一个客户",
    columns: &[
        ID,
        ColumnSpec::new("name", Text, "Name of the company", "公司名称"),
        REGION,
        SEGMENT,
        ColumnSpec::new("tier", Text, "Importance, such as key or standard", "客户等级"),
        ColumnSpec::new("opened_at", Instant, "When the account was opened", "建档时间").begin(),
        ColumnSpec::new("rep_id", Text, "The present owner", "当前负责销售"),
        ColumnSpec::new("employees", Integer, "Number of employees", "员工人数").unit("people"),
        money("revenue", "Yearly revenue of the customer", "客户年营收"),
        CURRENCY,
    ],
};

pub(super) static TARGETS: TableSpec = TableSpec {
    name: TableName::Targets,
    meaning: "One approved target of a month and region",
    meaning_zh: "某月某区域的一个已批准目标",
    columns: &[
        ID,
        ColumnSpec::new("period", Text, "The month", "月份").unit("YYYY-MM").required().month(),
        REGION,
        money("amount", "The target", "目标金额").required(),
        ColumnSpec::new("approved_by", Text, "Who approved it", "批准人"),
        CURRENCY,
    ],
};
