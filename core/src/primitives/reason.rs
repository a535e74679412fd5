//! Why a decision came out as it did.

use serde::Serialize;

use super::{Locale, Params};

/// One reason of a decision: a stable code, its part of the explained number, typed parameters.
///
/// Contributions of one decision sum exactly to the number that they explain; points and minor
/// units are whole numbers, so no rounding takes part.
///
/// ```
/// use leadstone::{Locale, Reason, ReasonCode};
/// let reason = Reason::new(ReasonCode::ScoringRule).with("rule", "budget_known").contributing(15.0);
/// assert_eq!(reason.text(Locale::En), "rule budget_known matched");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The stable code, such as `scoring.rule`.
    pub code: ReasonCode,
    /// The part of the explained number, in the report's unit; absent where no number is explained.
    pub contribution: Option<f64>,
    /// Typed values that the text of the code names.
    pub params: Params,
}

impl Reason {
    /// A reason without parameters.
    pub fn new(code: ReasonCode) -> Self {
        Self { code, contribution: None, params: Params::new() }
    }

    /// This reason with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<super::Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// This reason with its part of the explained number.
    #[must_use]
    pub fn contributing(mut self, contribution: f64) -> Self {
        self.contribution = Some(contribution);
        self
    }

    /// The sentence for people.
    pub fn text(&self, locale: Locale) -> String {
        super::param::render(self.code.template(locale), &self.params)
    }
}

macro_rules! reason_codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        /// The stable codes of reasons, each with its text in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ReasonCode {
            $(#[doc = $en] #[serde(rename = $code)] $variant,)*
        }

        impl ReasonCode {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The code that is written so, if there is one.
            pub fn of(code: &str) -> Option<Self> {
                Self::ALL.iter().find(|known| known.as_str() == code).copied()
            }

            /// The text, with `{name}` for each parameter and `{name|one|many}` for words that agree
            /// with one.
            pub const fn template(self, locale: Locale) -> &'static str {
                match (self, locale) {
                    $((Self::$variant, Locale::En) => $en, (Self::$variant, Locale::ZhCn) => $zh,)*
                }
            }
        }
    };
}

reason_codes! {
    // Engine: findings of the agenda, each with its decision.
    EngineBreakerAction = "engine.breaker_action", "hold a root-cause diagnosis in {region}", "为{region}召开根因诊断会";
    EngineBreakerOpen = "engine.breaker_open", "{region}: {weeks} {weeks|week|weeks} under {share} of baseline", "{region}连续 {weeks} 周低于基线的 {share}";
    EngineCustomersBroken = "engine.customers_broken", "{count} {count|customer breaks|customers break} a rule", "{count} 个客户不符合流程规则";
    EngineCustomersBrokenAction = "engine.customers_broken_action", "have the owners complete these records", "请负责人补全这些记录";
    EngineCustomersOverdue = "engine.customers_overdue", "{count} {count|customer is|customers are} overdue", "{count} 个客户跟进超时";
    EngineCustomersOverdueAction = "engine.customers_overdue_action", "call them today, the longest waiting first", "今天逐一联系，等得最久的优先";
    EngineWaitingPast = "engine.waiting_past", "{state}: {count} past the limit {limit}, the longest at {days} {days|day|days}", "{state}：{count} 个超过时限 {limit}，最久 {days} 天";
    EngineWaiting = "engine.waiting", "{state}: {count} past the limit of {limit} {limit|day|days}, the longest at {days}", "{state}：{count} 个超过 {limit} 天时限，最久 {days} 天";
    EngineGap = "engine.gap", "{region} is {gap} behind pace", "{region}落后进度 {gap}";
    EngineGapDealsAction = "engine.gap_deals_action", "go through open and lost deals in {region}", "逐单过一遍{region}的在谈与战败商机";
    EngineGapTicketAction = "engine.gap_ticket_action", "go through discounts and product mix in {region}", "检查{region}的折扣与产品组合";
    EngineGapSplit = "engine.gap_split", "number of deals {deals_effect}, deal size {ticket_effect}", "单量影响 {deals_effect}，客单价影响 {ticket_effect}";
    EngineIntervention = "engine.intervention", "{intervention} ({count} {count|record|records})", "{intervention}（{count} 条记录）";
    EngineLightRed = "engine.light_red", "{indicator} is red", "{indicator}亮红灯";
    EngineLightMissing = "engine.light_missing", "{indicator} cannot be judged", "{indicator}无法判断";
    EngineLightMissingAction = "engine.light_missing_action", "map the missing columns or switch the light off", "补充字段映射，或关闭该指标";
    EngineLightMissingColumn = "engine.light_missing_column", "the data lacks {column}", "数据缺少 {column}";
    EngineLightLacks = "engine.light_lacks", "{indicator} lacks {columns}", "{indicator}缺 {columns}";
    EngineLightsMissing = "engine.lights_missing", "{count} lights cannot be judged", "{count} 盏健康灯无法判断";
    EngineRowsUnread = "engine.rows_unread", "{count} {count|row|rows} cannot be read", "{count} 行数据无法读取";
    EngineRowsUnreadAction = "engine.rows_unread_action", "correct the rows or the mapping; the first are listed below", "修正这些数据行或字段映射；前几行见下文";
    EngineRowsUnreadTable = "engine.rows_unread_table", "{table}: {count} of {rows}", "{table}：{rows} 行中有 {count} 行";
    EngineSlip = "engine.slip", "{region}: orders take {days} {days|day|days}, {usual} before", "{region}订单周期 {days} 天，此前 {usual} 天";
    EngineSlipOrders = "engine.slip_orders", "{count} {count|order|orders} of the last {weeks} {weeks|week|weeks} against the baseline before", "最近 {weeks} 周 {count} 笔订单，与之前的基线相比";
    EngineSlipAction = "engine.slip_action", "check delivery dates of open quotes in {region}", "核对{region}在谈报价的交付日期";
    EngineSurge = "engine.surge", "{region}: {count} likely surge {count|order|orders}", "{region}有 {count} 笔疑似突击订单";
    EngineSurgeAction = "engine.surge_action", "confirm or reject leaving {count|it|them} out of the baseline", "确认或驳回将这 {count} 笔剔除出基线";
    EngineSurgeEffect = "engine.surge_effect", "without {order} ({amount}): weekly baseline {effect}", "剔除 {order}（{amount}）：周基线 {effect}";
    EngineUnassigned = "engine.unassigned", "{count} {count|lead has|leads have} no seller", "{count} 条线索没有合适的销售";
    EngineUnassignedAction = "engine.unassigned_action", "add capacity or widen a pool", "增加容量或放宽分配池";
    // Journeys: what happened to a customer's state.
    JourneyMoved = "journey.moved", "{transition}: from {from} to {to} after {days} {days|day|days}", "{transition}：历时 {days} 天，从 {from} 到 {to}";
    JourneyStayed = "journey.stayed", "followed up, still {state}: {reason}", "已跟进，仍为 {state}：{reason}";
    JourneyEdited = "journey.edited", "fields changed in {state}", "在 {state} 中修改了字段";
    JourneyProposed = "journey.proposed", "{transition} proposed by {actor}", "{actor} 提交了 {transition}";
    JourneyApproved = "journey.approved", "{transition} approved by {actor}, proposed by {proposer}", "{actor} 批准了 {proposer} 提交的 {transition}";
    JourneyRejected = "journey.rejected", "{transition} rejected by {actor}: {reason}", "{actor} 驳回了 {transition}：{reason}";
    JourneyWithdrawn = "journey.withdrawn", "{transition} withdrawn by {actor}", "{actor} 撤回了 {transition}";
    JourneyForced = "journey.forced", "forced from {from} to {to} by {actor}: {reason}", "{actor} 强制将 {from} 变更为 {to}：{reason}";
    JourneyMovedBack = "journey.moved_back", "move back number {count}", "第 {count} 次回退";
    JourneyReopened = "journey.reopened", "reopening number {count}", "第 {count} 次重新打开";
    JourneyDuplicate = "journey.duplicate", "event {event} was applied before", "事件 {event} 此前已处理";
    JourneyMachineChanged = "journey.machine_changed", "the state was made by another version of the machine", "该状态由另一版本的状态机产生";
    JourneyLossCleared = "journey.loss_cleared", "the loss reason was cleared on reopening", "重新打开时已清除战败原因";
    JourneyDuplicatePayment = "journey.duplicate_payment", "payment {payment} was recorded before", "收付款 {payment} 此前已记录";
    JourneyLimitRanOut = "journey.limit_ran_out", "limit {limit} of {state} ran out at {at}", "{state} 的时限 {limit} 已于 {at} 到期";
    JourneyTimedOut = "journey.timed_out", "{transition}: from {from} to {to} by its time limit", "{transition}：时限到期，从 {from} 到 {to}";
    JourneyPaid = "journey.paid", "payment {payment} of {amount}: {received} received of {due}", "收款 {payment}，金额 {amount}：已收 {received}，应收 {due}";
    JourneyRefunded = "journey.refunded", "refund {payment} of {amount}: {received} received of {due}", "退款 {payment}，金额 {amount}：已收 {received}，应收 {due}";
    JourneySettled = "journey.settled", "{transition}: from {from} to {to}, as what is due was received", "{transition}：款项收齐，从 {from} 到 {to}";
    JourneyPaymentWaits = "journey.payment_waits", "what is due was received; {transition} waits in {state}", "款项已收齐；{transition} 在 {state} 等待";
    JourneyValueRestated = "journey.value_restated", "the value is now {value}", "价值现为 {value}";
    // Journeys: what is wrong with a stored row.
    JourneyStateMissing = "journey.state_missing", "has no state", "没有状态";
    JourneyUnknownState = "journey.unknown_state", "state {state} is not part of the journey", "状态 {state} 不在流程中";
    JourneyFieldMissing = "journey.field_missing", "{state}, without {fields}", "{state}，缺少 {fields}";
    JourneyLossCodeMissing = "journey.loss_code_missing", "{state}, without a reason code", "{state}，未填原因代码";
    JourneyUnknownLossCode = "journey.unknown_loss_code", "loss code {code} is not part of the journey", "战败原因 {code} 不在流程中";
    JourneyLossTextMissing = "journey.loss_text_missing", "loss code {code} without its text", "战败原因 {code} 缺少说明";
    JourneyLossCodeHasParts = "journey.loss_code_has_parts", "loss code {code} is too wide, it has parts", "战败原因 {code} 过于笼统，应选其下级";
    JourneyLossCompetitorMissing = "journey.loss_competitor_missing", "loss code {code} without the competitor", "战败原因 {code} 缺少竞争对手";
    JourneyLossReEngageMissing = "journey.loss_re_engage_missing", "loss code {code} without a day for the next try", "战败原因 {code} 缺少再次联系日期";
    // Journeys: where a log left them, and how long customers stay.
    JourneyMigrated = "journey.migrated", "carried over from {from} to {to} by plan {plan}", "按方案 {plan} 由 {from} 迁移至 {to}";
    JourneyStepSkipped = "journey.step_skipped", "{activity} without {skipped} before it", "{activity} 之前缺少 {skipped}";
    JourneyStepRepeated = "journey.step_repeated", "{activity} again, in {state}", "在 {state} 中再次出现 {activity}";
    JourneyStepUnexpected = "journey.step_unexpected", "{activity} in {state}, from where no way leads to it", "在 {state} 中出现 {activity}，但没有通往它的流转";
    JourneyStepUnexpectedFirst = "journey.step_unexpected_first", "{activity} at the beginning, from where no way leads to it", "开始时即出现 {activity}，但没有通往它的流转";
    JourneyDwellTooFew = "journey.dwell_too_few", "{n} {n|visit|visits}, at least {min_count} {min_count|is|are} needed", "停留次数为 {n}，至少需要 {min_count}";
    JourneyDwellTooFewLeft = "journey.dwell_too_few_left", "{n} {n|visit|visits} to {state} lasted longer, at least {min_count} {min_count|is|are} needed", "在 {state} 停留更久的有 {n} 次，至少需要 {min_count}";
    JourneyDwellMedianNotReached = "journey.dwell_median_not_reached", "fewer than half of {n} {n|visit|visits} are seen to end, within {over}", "{n} 次停留中在 {over} 内结束的不足一半";
    JourneyLimitPassed = "journey.limit_passed", "{days} {days|day|days} in {state}, limit {limit} ran out at {at}", "{state}：已停留 {days} 天，时限 {limit} 已于 {at} 到期";
    JourneyOverdue = "journey.overdue", "{days} {days|day|days} in {state}, limit {limit}", "{state}：已停留 {days} 天，时限 {limit} 天";
    // Journeys and statecharts: what is suspicious in a definition.
    JourneyLintUnreachable = "journey.lint_unreachable", "nothing leads to state {state}", "无法到达状态 {state}";
    JourneyLintDeadEnd = "journey.lint_dead_end", "state {state} is no end, and nothing leaves it", "状态 {state} 不是终态，却没有出口";
    JourneyLintTrap = "journey.lint_trap", "no end can be reached from state {state}", "从状态 {state} 无法到达终态";
    JourneyLintShadowed = "journey.lint_shadowed", "{transition} is never taken, {earlier} always comes first", "{transition} 永远不会执行，{earlier} 总是优先";
    JourneyLintOverlap = "journey.lint_overlap", "{earlier} and {transition} are open together with {example}; {earlier} is taken", "当 {example} 时，{earlier} 与 {transition} 同时可用；将执行 {earlier}";
    JourneyLintPerhapsOverlap = "journey.lint_perhaps_overlap", "{earlier} and {transition} may be open together; {earlier} is then taken", "{earlier} 与 {transition} 可能同时可用；届时将执行 {earlier}";
    JourneyLintLoop = "journey.lint_loop", "{cycle} follow each other without an event as long as they are open", "{cycle} 在条件成立时会无事件地循环";
    // Statecharts.
    JourneyChartBegun = "journey.chart_begun", "begun in {states}", "始于 {states}";
    JourneyChartMoved = "journey.chart_moved", "{event}: from {from} to {to}", "{event}：从 {from} 到 {to}";
    JourneyChartNotTaken = "journey.chart_not_taken", "no open transition takes {event} in {states}", "{states} 中没有可用流转接收 {event}";
    JourneyChartEnded = "journey.chart_ended", "ended in {states}", "已在 {states} 结束";
    // Routing: why a lead went where it did.
    RoutingPool = "routing.pool", "pool: {pool}", "分配池：{pool}";
    RoutingPassedPool = "routing.passed_pool", "nobody in pool {pool} could take the lead", "分配池 {pool} 无人可接";
    RoutingMatch = "routing.match", "same {field} as the seller", "与销售的{field}一致";
    RoutingPreference = "routing.preference", "preference: {preference}", "符合偏好：{preference}";
    RoutingTurn = "routing.turn", "next in turn after {credit} {credit|lead|leads} at weight {weight}, with {open} of {capacity} open", "轮到该销售：已分 {credit} 条，权重 {weight}，在手 {open}/{capacity}";
    RoutingNoPool = "routing.no_pool", "no pool takes the lead", "没有分配池接收该线索";
    RoutingLeadFieldMissing = "routing.lead_field_missing", "the lead has no value for {fields}", "线索缺少 {fields}";
    RoutingNoEligibleRep = "routing.no_eligible_rep", "no rep of pool {pool} is eligible", "分配池 {pool} 没有符合条件的销售";
    RoutingAllAtCapacity = "routing.all_at_capacity", "pool {pool}: {reps} eligible {reps|rep|reps}, all at capacity", "分配池 {pool} 中 {reps} 名符合条件的销售均已满额";
    // Routing: why a rep was refused.
    RoutingRepLeft = "routing.rep_left", "has left", "已离职";
    RoutingRepNotHired = "routing.rep_not_hired", "is not hired yet", "尚未入职";
    RoutingRepUnavailable = "routing.rep_unavailable", "is not available", "当前不可用";
    RoutingRepNoWeight = "routing.rep_no_weight", "has weight 0", "权重为 0";
    RoutingRepOutsidePool = "routing.rep_outside_pool", "does not meet the pool's condition", "不符合分配池条件";
    RoutingRepFieldMissing = "routing.rep_field_missing", "has no value for a field that the pool needs", "缺少分配池所需字段";
    RoutingRepOtherValue = "routing.rep_other_value", "does not match the lead", "与线索不匹配";
    RoutingRepAtCapacity = "routing.rep_at_capacity", "is at capacity", "已满额";
    // Routing: what would have changed the answer.
    RoutingFlipPoints = "routing.flip_points", "{rep} would have got the lead with {points} more {points|point|points}", "{rep} 再多 {points} 分即可获得该线索";
    RoutingFlipCapacity = "routing.flip_capacity", "{rep} would have got the lead with room for {leads} more", "{rep} 若再有 {leads} 个名额即可获得该线索";
    RoutingFlipFields = "routing.flip_fields", "a value for {fields} could place the lead", "补全 {fields} 后可能分配";
    // Scoring.
    ScoringBase = "scoring.base", "base points, {axis}", "{axis}起始分";
    ScoringRule = "scoring.rule", "rule {rule} matched", "命中规则 {rule}";
    ScoringClamp = "scoring.clamp", "{axis} is held between {min} and {max}", "{axis} 限制在 {min} 到 {max} 之间";
    // Sentences of conditions.
    SentenceAbove = "sentence.above", "{field} is above {value}", "{field} 高于 {value}";
    SentenceAbsence = "sentence.absence", "in {field}, the last {first} was not followed by {second} within {span}", "{field} 中最近一次 {first} 之后 {span} 内没有 {second}";
    SentenceAbsent = "sentence.absent", "{field} is missing", "{field} 未填写";
    SentenceAlways = "sentence.always", "always", "始终成立";
    SentenceAnd = "sentence.and", "and", "且";
    SentenceAndGiven = "sentence.and_given", "{condition} and {field} is given", "{condition}且 {field} 已填写";
    SentenceAtLeast = "sentence.at_least", "{field} is at least {value}", "{field} 不低于 {value}";
    SentenceAtMost = "sentence.at_most", "{field} is at most {value}", "{field} 不高于 {value}";
    SentenceBelow = "sentence.below", "{field} is below {value}", "{field} 低于 {value}";
    SentenceBetween = "sentence.between", "{field} is between {low} and {high}", "{field} 介于 {low} 与 {high} 之间";
    SentenceContains = "sentence.contains", "{field} contains \"{values}\"", "{field} 包含“{values}”";
    SentenceCount = "sentence.count", "the number of {events}", "{events}的次数";
    SentenceDays = "sentence.days", "{count} {count|day|days}", "{count} 天";
    SentenceDaysSinceLast = "sentence.days_since_last", "days since the last {events}", "距最近一次{events}的天数";
    SentenceDistinct = "sentence.distinct", "the number of different {attribute} of {events}", "{events}的 {attribute} 的不同取值数";
    SentenceEndsWith = "sentence.ends_with", "{field} ends with \"{values}\"", "{field} 以“{values}”结尾";
    SentenceEqual = "sentence.equal", "{field} is {value}", "{field} 为 {value}";
    SentenceFirst = "sentence.first", "{attribute} of the first {events}", "最早一次{events}的 {attribute}";
    SentenceFollowed = "sentence.followed", "in {field}, the last {first} was followed by {second} within {span}", "{field} 中最近一次 {first} 之后 {span} 内有 {second}";
    SentenceHas = "sentence.has", "{field} includes {values}", "{field} 含有 {values}";
    SentenceHasAll = "sentence.has_all", "{field} includes all of {values}", "{field} 同时含有 {values}";
    SentenceHasAny = "sentence.has_any", "{field} includes any of {values}", "{field} 含有 {values} 之一";
    SentenceHours = "sentence.hours", "{count} {count|hour|hours}", "{count} 小时";
    SentenceLast = "sentence.last", "{attribute} of the last {events}", "最近一次{events}的 {attribute}";
    SentenceMax = "sentence.max", "the greatest {attribute} of {events}", "{events}的最大 {attribute}";
    SentenceMin = "sentence.min", "the least {attribute} of {events}", "{events}的最小 {attribute}";
    SentenceMinutes = "sentence.minutes", "{count} {count|minute|minutes}", "{count} 分钟";
    SentenceNever = "sentence.never", "never", "始终不成立";
    SentenceNo = "sentence.no", "no", "否";
    SentenceNot = "sentence.not", "not {condition}", "并非{condition}";
    SentenceNotEqual = "sentence.not_equal", "{field} is not {value}", "{field} 不为 {value}";
    SentenceOneOf = "sentence.one_of", "{field} is one of {values}", "{field} 为 {values} 之一";
    SentenceOr = "sentence.or", "or", "或";
    SentenceOrMissing = "sentence.or_missing", "{condition} or {field} is missing", "{condition}或 {field} 未填写";
    SentencePresent = "sentence.present", "{field} is given", "{field} 已填写";
    SentenceStartsWith = "sentence.starts_with", "{field} starts with \"{values}\"", "{field} 以“{values}”开头";
    SentenceSum = "sentence.sum", "the sum of {attribute} of {events}", "{events}的 {attribute} 合计";
    SentenceWhere = "sentence.where", "{events} with {condition}", "满足{condition}的 {events} ";
    SentenceWithin = "sentence.within", "{events} in the last {span}", "最近 {span}内 {events} ";
    SentenceYes = "sentence.yes", "yes", "是";
    // Decision tables.
    TableConflict = "table.conflict", "the rows {rows} match and contradict each other ({error})", "{rows} 各行同时命中且互相矛盾（{error}）";
    TableDefault = "table.default", "the table's default applies", "采用决策表的默认值";
    TableNoMatch = "table.no_match", "no row matches; the nearest, {row}, fails in {inputs}", "没有命中任何行；最接近的 {row} 在 {inputs} 上不符";
    TableOpen = "table.open", "{count} {count|row stays|rows stay} open ({rows}), because {inputs} is missing", "因缺少 {inputs}，{count} 行无法判断（{rows}）";
    TableOutranked = "table.outranked", "{count} {count|row matches|rows match} too, but {count|does|do} not decide: {rows}", "另有 {count} 行命中但不起决定作用：{rows}";
    TableRow = "table.row", "row {row} matches", "命中 {row} 行";
    // Targets.
    TargetBaselineNotPositive = "target.baseline_not_positive", "no target: the baseline before {week} is {baseline}", "无目标：{week} 之前的基线为 {baseline}";
    TargetColumnMissing = "target.column_missing", "not enough data: column {table}.{column} is missing", "数据不足：缺少列 {table}.{column}";
    TargetDealsToPace = "target.deals_to_pace", "{count} more {count|deal|deals} of {ticket} {count|reaches|reach} the pace", "再成交 {count} 单（每单 {ticket}）即可追平进度";
    TargetExclusionEffect = "target.exclusion_effect", "changes the baseline by {amount} and {deals} {deals|deal|deals} a week", "使每周基线变动 {amount}、{deals} 单";
    TargetExclusionOutside = "target.exclusion_outside", "no effect: outside the present window, {from} to the week before {before}", "无影响：不在当前窗口内（{from} 起至 {before} 前一周）";
    TargetExclusionUnknown = "target.exclusion_unknown", "no effect: there is no {name} in the data", "无影响：数据中没有 {name}";
    TargetFromBaseline = "target.from_baseline", "baseline before {week}: {baseline} a week of {days_per_week} business {days_per_week|day|days}, x {days} business {days|day|days} x {factor}", "{week} 前的基线：每周 {baseline}（{days_per_week} 个工作日）× 本月 {days} 个工作日 × {factor}";
    TargetGapDeals = "target.gap_deals", "{deals} {deals|deal|deals} where the pace needs {expected} at {ticket} each: {effect}", "成交 {deals} 单，按每单 {ticket} 计进度需 {expected} 单：{effect}";
    TargetGapNotSplit = "target.gap_not_split", "the gap is not split: there is no baseline order size", "差距未拆分：没有基线客单价";
    TargetGapTicket = "target.gap_ticket", "{deals} {deals|deal|deals} brought {actual} instead of {ticket} each: {effect}", "{deals} 单共 {actual}，基线为每单 {ticket}：{effect}";
    TargetGiven = "target.given", "given in {count} {count|row|rows} of targets", "取自 targets 表 {count} 行";
    TargetNoBusinessDays = "target.no_business_days", "there are no business days to divide by", "没有工作日，无法折算";
    TargetNoOrders = "target.no_orders", "not enough data: orders were not given", "数据不足：未提供订单";
    TargetNoPolicy = "target.no_policy", "no target: none is given and no policy is stated", "无目标：既未下达，也未设定推算规则";
    TargetOfCompany = "target.of_company", "the company's own target, given in {count} {count|row|rows} without a region", "公司总目标，取自 {count} 行未分区域的目标";
    TargetOneRegion = "target.one_region", "orders have no regions, so all of them count as one", "订单没有区域列，全部合并为一个区域";
    TargetRegionsWithout = "target.regions_without", "without a target, not compared: {regions}", "无目标、未参与对比：{regions}";
    TargetSurge = "target.surge", "{amount} is above {threshold} = median {median} + {k} x MAD {mad} of {count} {count|order|orders}", "{amount} 高于阈值 {threshold}（{count} 单的中位数 {median} + {k} × MAD {mad}）";
    TargetSurgeWeek = "target.surge_week", "its week brought {amount}, above {threshold} = median {median} + {k} x MAD {mad} of {count} {count|week|weeks}", "当周为 {amount}，高于阈值 {threshold}（{count} 周的中位数 {median} + {k} × MAD {mad}）";
    TargetTooFewResiduals = "target.too_few_residuals", "not enough data: {have} of {need} {need|week|weeks} with a baseline", "数据不足：有基线的周数为 {have}，至少需 {need}";
    TargetTooFewWeeks = "target.too_few_weeks", "not enough data: {have} of {need} complete {need|week|weeks}", "数据不足：完整周数为 {have}，至少需 {need}";
    // Health.
    HealthEffectiveFollowUp = "health.effective_follow_up", "{value} of {n} outbound {n|contact|contacts} carried value; green from {green}, red under {red}", "{n} 次主动跟进中有效跟进占 {value}；{green} 及以上为绿，低于 {red} 为红";
    HealthFirstOrderMean = "health.first_order_mean", "the first order came after {mean} {mean|day|days} on average", "首单平均用时 {mean} 天";
    HealthFirstOrderSpread = "health.first_order_spread", "days to the first order of {n} new {n|seller|sellers} have a standard deviation of {value}; green up to {green}, red over {red}", "{n} 名新人首单天数的标准差为 {value} 天；不超过 {green} 为绿，超过 {red} 为红";
    HealthHighValue = "health.high_value", "{customers} of {base} {base|customer is|customers are} high-value", "{base} 个客户中有 {customers} 个高价值客户";
    HealthInboundContacts = "health.inbound_contacts", "{n} high-value {n|customer|customers} made {value} {value|contact|contacts} each in {month}; green from {green}, red under {red} for {red_months} {red_months|month|months} running", "{month} 高价值客户（{n} 个）人均主动联系 {value} 次；{green} 及以上为绿，连续 {red_months} 个月低于 {red} 为红";
    HealthMedianNotReached = "health.median_not_reached", "fewer than half of {n} {n|MQL|MQLs} became SQLs within {over} {over|day|days}; green up to {green}, red over {red}", "{n} 条 MQL 在 {over} 天内转为 SQL 的不足一半；不超过 {green} 天为绿，超过 {red} 天为红";
    HealthMissingColumn = "health.missing_column", "column {column} is missing", "缺少列 {column}";
    HealthMixedCurrencies = "health.mixed_currencies", "paid amounts in {first} and {second} cannot be ranked together", "{first} 与 {second} 的付款金额不能一起排名";
    HealthMonthsNotRecorded = "health.months_not_recorded", "under the red bound for {months} {months|month|months}, and the record reaches no further back; red takes {red_months} {red_months|month|months} running", "已连续 {months} 个月低于红线，更早没有记录；连续 {red_months} 个月才为红";
    HealthMonthsRunning = "health.months_running", "under the red bound for {months} {months|month|months} running; red takes {red_months}", "已连续 {months} 个月低于红线；连续 {red_months} 个月即为红";
    HealthMonthsShort = "health.months_short", "under the red bound for {months} {months|month|months} running, not yet {red_months}", "连续 {months} 个月低于红线，未满 {red_months} 个月";
    HealthMqlToSqlDays = "health.mql_to_sql_days", "half of {n} {n|MQL|MQLs} became SQLs within {value} {value|day|days}; green up to {green}, red over {red}", "{n} 条 MQL 转为 SQL 的中位天数为 {value} 天；不超过 {green} 天为绿，超过 {red} 天为红";
    HealthNaiveMedian = "health.naive_median", "the median of the finished ones alone would be {naive} {naive|day|days}", "只看已转化线索的中位数为 {naive} 天";
    HealthNoFirstOrder = "health.no_first_order", "{censored} new {censored|seller|sellers} without a first order {censored|has|have} no part in the spread", "{censored} 名新人尚无首单，未计入标准差";
    HealthNoFullMonth = "health.no_full_month", "no full month with recorded contacts yet", "尚无完整月份的联系记录";
    HealthNoRecordings = "health.no_recordings", "column activities.recording_ref is missing, so contacts stand in for recordings", "缺少列 activities.recording_ref，以联系记录代替录音";
    HealthReversed = "health.reversed", "{rows} {rows|row ends before it begins and is|rows end before they begin and are} left out", "{rows} 行的结束早于开始，未计入";
    HealthTooFew = "health.too_few", "n = {n}, at least {min_count} {min_count|is|are} needed", "样本数为 {n}，至少需要 {min_count}";
    HealthUnmarked = "health.unmarked", "{unmarked} of them {unmarked|does not say whether it carried value and counts|do not say whether they carried value and count} as not", "其中 {unmarked} 次未标注是否有效，按无效计";
    HealthWaiting = "health.waiting", "{censored} of {n} {censored|is no SQL yet and counts with the time it has|are no SQLs yet and count with the time they have} waited", "{n} 条中有 {censored} 条尚未转为 SQL，按已等待时间计入";
}
