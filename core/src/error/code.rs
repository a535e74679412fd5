//! The catalogue of error codes: one line each, in both languages.

use serde::Serialize;

use crate::primitives::Locale;

macro_rules! error_codes {
    ($($variant:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        /// The stable codes of errors, each with its message in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = $en] #[serde(rename = $code)] $variant,)*
        }

        impl ErrorCode {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as text, such as `decode.unknown_field`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The code that is written so, if there is one.
            pub fn of(code: &str) -> Option<Self> {
                Self::ALL.iter().find(|known| known.as_str() == code).copied()
            }

            /// The message, with `{name}` for each parameter and `{name|one|many}` for words that
            /// agree with one.
            pub const fn template(self, locale: Locale) -> &'static str {
                match (self, locale) {
                    $((Self::$variant, Locale::En) => $en, (Self::$variant, Locale::ZhCn) => $zh,)*
                }
            }
        }
    };
}

error_codes! {
    // Decoding, any document.
    DecodeSyntax = "decode.syntax", "not JSON at line {line}, column {column}", "第 {line} 行第 {column} 列不是合法 JSON";
    DecodeTooLarge = "decode.too_large", "longer than {limit} bytes", "超过 {limit} 字节";
    DecodeTooDeep = "decode.too_deep", "nested deeper than {limit} levels", "嵌套超过 {limit} 层";
    DecodeDuplicateKey = "decode.duplicate_key", "key `{field}` stands twice", "键 `{field}` 重复";
    DecodeWrongKind = "decode.wrong_kind", "expected {expected}, found {actual}", "应为 {expected}，实为 {actual}";
    DecodeMissingField = "decode.missing_field", "field `{field}` is missing", "缺少字段 `{field}`";
    DecodeUnknownField = "decode.unknown_field", "unknown field `{field}`", "未知字段 `{field}`";
    DecodeUnknownValue = "decode.unknown_value", "`{value}` is none of {accepted}", "`{value}` 不在可选值 {accepted} 之中";
    DecodeUnknownType = "decode.unknown_type", "no type of that name is known here", "此处没有该名称的类型";
    DecodeWrongLength = "decode.wrong_length", "expected {expected} {expected|entry|entries}", "应有 {expected} 项";
    DecodeNumberOutOfRange = "decode.number_out_of_range", "a number is beyond the range of its field", "数字超出字段范围";
    DecodeTextEmpty = "decode.text_empty", "the text is empty", "文本为空";
    DecodeTextTooLong = "decode.text_too_long", "the text is too long", "文本过长";
    DecodeNotAFingerprint = "decode.not_a_fingerprint", "`{value}` is no SHA-256 of 64 hexadecimal digits", "`{value}` 不是 64 位十六进制的 SHA-256";
    DecodeControlCharacter = "decode.control_character", "the text holds a control character", "文本含有控制字符";
    DecodeListTooLong = "decode.list_too_long", "more than {limit} entries", "超过 {limit} 项";
    DecodeNotRepresentable = "decode.not_representable", "a value of type `{actual}` has no JSON form", "类型 `{actual}` 的值无法表示为 JSON";
    // Definitions, any kind.
    DefinitionWrongKind = "definition.wrong_kind", "kind is `{value}`, expected `{expected}`", "kind 为 `{value}`，应为 `{expected}`";
    DefinitionUnknownKind = "definition.unknown_kind", "no kind `{value}`", "没有 `{value}` 这种定义";
    DefinitionUnsupportedVersion = "definition.unsupported_version", "schema_version {value} is not supported, expected {expected}", "不支持 schema_version {value}，应为 {expected}";
    DefinitionDuplicateId = "definition.duplicate_id", "id `{value}` stands twice", "编号 `{value}` 重复";
    DefinitionEmptyList = "definition.empty_list", "at least one entry is needed", "至少需要一项";
    // Numbers.
    NumberNotFinite = "number.not_finite", "a number is not finite", "数字不是有限值";
    NumberNotADecimal = "number.not_a_decimal", "not a decimal number of at most 18 digits after the point", "不是小数位不超过 18 位的十进制数";
    NumberNotAProbability = "number.not_a_probability", "`{value}` is outside 0 to 1", "`{value}` 不在 0 到 1 之间";
    NumberNotAShare = "number.not_a_share", "`{value}` is outside 0 to 1", "`{value}` 不在 0 到 1 之间";
    NumberNotADayCount = "number.not_a_day_count", "`{value}` is outside 0 to 36525 days", "`{value}` 不在 0 到 36525 天之间";
    NumberNotAWeight = "number.not_a_weight", "`{value}` is outside 0 to 1000000", "`{value}` 不在 0 到 1000000 之间";
    NumberNotPoints = "number.not_points", "`{value}` is outside -1000000 to 1000000 points", "`{value}` 不在 -1000000 到 1000000 分之间";
    // Money.
    MoneyUnknownCurrency = "money.unknown_currency", "`{value}` is no ISO 4217 currency", "`{value}` 不是 ISO 4217 货币代码";
    MoneyOutOfRange = "money.out_of_range", "an amount is beyond 2^53 - 1 minor units", "金额超过 2^53 - 1 个最小货币单位";
    MoneyMixedCurrencies = "money.mixed_currencies", "{first} and {second} cannot be summed", "{first} 与 {second} 不能相加";
    // Time.
    TimeNotAnInstant = "time.not_an_instant", "`{value}` is no RFC 3339 instant", "`{value}` 不是 RFC 3339 时刻";
    TimeNotAMonth = "time.not_a_month", "`{value}` is no month YYYY-MM", "`{value}` 不是 YYYY-MM 月份";
    TimeNotAWeek = "time.not_a_week", "`{value}` is no ISO week YYYY-Www", "`{value}` 不是 YYYY-Www 周";
    TimeNotAClockTime = "time.not_a_clock_time", "`{value}` is no time of the clock HH:MM", "`{value}` 不是 HH:MM 时刻";
    TimeNotADate = "time.not_a_date", "`{value}` is no date YYYY-MM-DD", "`{value}` 不是 YYYY-MM-DD 日期";
    TimeUnknownZone = "time.unknown_zone", "`{value}` is no offset or time zone known here", "`{value}` 不是可识别的时区";
    TimeNotAnAsOf = "time.not_an_as_of", "`{value}` is neither a day YYYY-MM-DD nor an RFC 3339 instant", "`{value}` 既不是 YYYY-MM-DD 日期，也不是 RFC 3339 时刻";
    TimeOutOfRange = "time.out_of_range", "a date is outside the years 1 to 9999", "日期超出公元 1 至 9999 年";
    // Conditions.
    ConditionTooLarge = "condition.too_large", "more than {limit} nodes", "条件超过 {limit} 个节点";
    ConditionTooDeep = "condition.too_deep", "nested deeper than {limit} levels", "条件嵌套超过 {limit} 层";
    ConditionUnknownField = "condition.unknown_field", "no field `{field}` is declared", "没有声明字段 `{field}`";
    ConditionTypeMismatch = "condition.type_mismatch", "field `{field}` is of type {expected}, `{value}` is not", "字段 `{field}` 的类型为 {expected}，`{value}` 不符";
    ConditionNotOrdered = "condition.not_ordered", "field `{field}` of type {actual} has no order", "字段 `{field}` 的类型 {actual} 不可比较大小";
    ConditionNotTranslatable = "condition.not_translatable", "`{value}` has no exact counterpart between {form} and conditions", "`{value}` 在 {form} 与条件之间没有完全对应的写法";
    ConditionEmptyRange = "condition.empty_range", "low `{low}` is above high `{high}`", "下限 `{low}` 高于上限 `{high}`";
    ConditionUnknownValue = "condition.unknown_value", "field `{field}` has no value `{value}`, only {accepted}", "字段 `{field}` 没有取值 `{value}`，可选值为 {accepted}";
    ConditionUnknownEventType = "condition.unknown_event_type", "field `{field}` has no events of type `{value}`, only {accepted}", "字段 `{field}` 没有类型为 `{value}` 的事件，可选类型为 {accepted}";
    ConditionUnknownAttribute = "condition.unknown_attribute", "events of field `{field}` have no attribute `{value}`", "字段 `{field}` 的事件没有属性 `{value}`";
    ConditionNotForType = "condition.not_for_type", "`{test}` needs a field of type {expected}, `{field}` is of type {actual}", "`{test}` 需要类型为 {expected} 的字段，`{field}` 的类型为 {actual}";
    ConditionFieldsDiffer = "condition.fields_differ", "field `{field}` of type {actual} cannot be compared with `{other}` of type {expected}", "类型为 {actual} 的字段 `{field}` 不能与类型为 {expected} 的字段 `{other}` 比较";
    ConditionAttributeMissing = "condition.attribute_missing", "measure `{measure}` needs an attribute", "度量 `{measure}` 需要指定属性";
    ConditionAttributeUnused = "condition.attribute_unused", "measure `{measure}` has no attribute", "度量 `{measure}` 不能指定属性";
    ConditionBusinessTime = "condition.business_time", "conditions know no business time, only minutes, hours and days", "条件不支持工作时间，只能使用分钟、小时和天";
    ConditionEmptyWindow = "condition.empty_window", "a window of no time holds no event", "时间窗长度为零，不含任何事件";
    ConditionNeedsAsOf = "condition.needs_as_of", "events need an instant to look back from, which this definition is not given", "事件条件需要一个回看时刻，此处的定义没有该时刻";
    ConditionErrorNotAnswered = "condition.error_not_answered", "`on_missing: error` is for rule sets, this condition answers no errors", "`on_missing: error` 仅用于规则集，此处的条件不返回错误";
    ConditionTooCostly = "condition.too_costly", "the worst case takes {cost} visits, more than {limit}", "最坏情况需访问 {cost} 次，超过 {limit}";
    ConditionMissingField = "condition.missing_field", "rule `{rule}` needs field `{field}`, which has no value", "规则 `{rule}` 需要字段 `{field}`，但该字段没有值";
    ConditionUnknownRule = "condition.unknown_rule", "no rule `{value}`", "没有规则 `{value}`";
    ConditionOtherRules = "condition.other_rules", "the previous outcomes are those of other rules", "上次结果属于另一组规则";
    // Declared fields.
    FieldWithoutValues = "field.without_values", "a field of type enum needs its values", "枚举字段须列出取值";
    FieldWithoutEventTypes = "field.without_event_types", "a field of type events needs its event types", "事件字段须列出事件类型";
    FieldNotForType = "field.not_for_type", "`{option}` is for fields of type {expected}, not {actual}", "`{option}` 用于类型为 {expected} 的字段，不适用于 {actual}";
    FieldNotScalar = "field.not_scalar", "a {actual} cannot stand here, only one value can", "此处不能使用 {actual}，只能是单个值";
    // Records and tables.
    RecordUnknownField = "record.unknown_field", "no field `{field}` is declared", "没有声明字段 `{field}`";
    RecordWrongType = "record.wrong_type", "field `{field}` expects {expected}, found {actual}", "字段 `{field}` 应为 {expected}，实为 {actual}";
    RecordUnknownValue = "record.unknown_value", "field `{field}` holds a value that is none of {accepted}", "字段 `{field}` 的值不在 {accepted} 之中";
    RecordTooManyEvents = "record.too_many_events", "field `{field}` holds more than {limit} events", "字段 `{field}` 的事件超过 {limit} 条";
    RecordDuplicateId = "record.duplicate_id", "id `{value}` stands twice", "编号 `{value}` 重复";
    ColumnMissing = "column.missing", "column `{column}` is missing", "缺少列 `{column}`";
    ColumnUnknown = "column.unknown", "unknown column `{column}`", "未知列 `{column}`";
    ColumnWrongType = "column.wrong_type", "column `{column}` expects {expected}, found {actual}", "列 `{column}` 应为 {expected}，实为 {actual}";
    ColumnRagged = "column.ragged", "column `{column}` has {actual} {actual|row|rows}, expected {expected}", "列 `{column}` 有 {actual} 行，应为 {expected} 行";
    ArrowNotReadable = "arrow.not_readable", "not a readable Arrow stream: {detail}", "不是可读取的 Arrow 流：{detail}";
    // Statistics.
    StatsInconsistent = "stats.inconsistent", "the numbers of the accumulator contradict each other", "累加器中的数字互相矛盾";
    StatsNegativeTime = "stats.negative_time", "a duration is below 0", "时长小于 0";
    // Calendars.
    CalendarDuplicateDate = "calendar.duplicate_date", "{date} stands twice", "{date} 重复";
    CalendarContradictoryDate = "calendar.contradictory_date", "{date} is both a holiday and a make-up workday", "{date} 既是节假日又是调休工作日";
    CalendarEmptyHours = "calendar.empty_hours", "{from} is not before {to}", "{from} 不早于 {to}";
    CalendarOverlappingHours = "calendar.overlapping_hours", "hours of {weekday} overlap", "{weekday} 的工作时段重叠";
    CalendarNotAWorkingDay = "calendar.not_a_working_day", "{weekday} is not among the working days", "{weekday} 不在工作日之列";
    CalendarDayWithoutHours = "calendar.day_without_hours", "{weekday} is a working day without hours", "{weekday} 是工作日，却没有工作时段";
    CalendarEmptyKnownRange = "calendar.empty_known_range", "{from} is after {through}", "{from} 晚于 {through}";
    CalendarBeyondKnown = "calendar.beyond_known", "holidays are not known for {date}, only from {from} to {through}", "{date} 的节假日未知，已知范围为 {from} 至 {through}";
    CalendarDateOutsideYear = "calendar.date_outside_year", "{date} is not a day of the notice for {year}", "{date} 不属于 {year} 年的通知";
    CalendarKnownApart = "calendar.known_apart", "nothing is known between {from} and {through}", "{from} 与 {through} 之间没有已知的节假日";
    CalendarEmptyWindow = "calendar.empty_window", "the window ends {through} after the event, before it begins at {from}", "窗口的终点（事件后 {through}）早于起点（{from}）";
    CalendarNoFestivals = "calendar.no_festivals", "festivals are told for {first} to {last}, not for {year}", "节日日期仅限 {first} 至 {last} 年，不含 {year} 年";
    CalendarIcalSyntax = "calendar.ical_syntax", "line {line} does not belong there in iCalendar", "第 {line} 行不符合 iCalendar 格式";
    CalendarIcalMissing = "calendar.ical_missing", "the entry of line {line} has no `{value}`", "第 {line} 行的条目缺少 `{value}`";
    CalendarIcalValue = "calendar.ical_value", "line {line}: `{value}` is no value of its property", "第 {line} 行：`{value}` 不是该属性的值";
    CalendarIcalUnsupported = "calendar.ical_unsupported", "line {line}: `{value}` is not read here", "第 {line} 行：此处不支持 `{value}`";
    CalendarDuplicateWeekday = "calendar.duplicate_weekday", "{weekday} stands twice", "{weekday} 重复";
    // Triggers.
    TriggerUnknownCalendar = "trigger.unknown_calendar", "no calendar `{value}` is given", "未提供日历 `{value}`";
    TriggerCalendarMissing = "trigger.calendar_missing", "business time and holidays need a `calendar`", "工作时间与节假日须指定 `calendar`";
    TriggerUnknownField = "trigger.unknown_field", "no field `{field}` is declared", "没有声明字段 `{field}`";
    TriggerNotATimeField = "trigger.not_a_time_field", "field `{field}` is of type {actual}, neither a date nor an instant", "字段 `{field}` 的类型为 {actual}，既非日期也非时刻";
    TriggerNotACount = "trigger.not_a_count", "`{value}` is outside 1 to 1000", "`{value}` 不在 1 到 1000 之间";
    TriggerNotADayOfMonth = "trigger.not_a_day_of_month", "`{value}` is outside 1 to 31", "`{value}` 不在 1 到 31 之间";
    TriggerNotAnOffset = "trigger.not_an_offset", "`{value}` is outside -366 to 366 days", "`{value}` 不在 -366 到 366 天之间";
    TriggerBadRule = "trigger.bad_rule", "`{value}` is no recurrence rule over days", "`{value}` 不是按天的重复规则";
    TriggerOtherDefinition = "trigger.other_definition", "the state belongs to another definition", "该状态属于另一份定义";
    TriggerAsOfBeforeState = "trigger.as_of_before_state", "{as_of} is before {state}, up to which time has passed", "{as_of} 早于状态已到达的时间 {state}";
    TriggerUnknownTrigger = "trigger.unknown_trigger", "no trigger `{value}` is defined", "没有定义触发器 `{value}`";
    TriggerTooManyTimers = "trigger.too_many_timers", "more than {limit} timers at once", "一次超过 {limit} 个定时";
    // Facts: definitions of mappings.
    FactsBadConstant = "facts.bad_constant", "`{value}` is no {expected}", "`{value}` 不是 {expected} 类型的值";
    FactsBadFormat = "facts.bad_format", "`{value}` is no format of a date or time", "`{value}` 不是日期或时间格式";
    FactsExtraIsCanonical = "facts.extra_is_canonical", "table `{table}` has a column `{column}` of its own", "表 `{table}` 本身已有列 `{column}`";
    FactsNotAnInstantColumn = "facts.not_an_instant_column", "column `{column}` of table `{table}` is no instant", "表 `{table}` 的列 `{column}` 不是时刻类型";
    FactsOptionNotForType = "facts.option_not_for_type", "`{option}` is not for column `{column}` of type {expected}", "`{option}` 不适用于类型为 {expected} 的列 `{column}`";
    // Facts: tables.
    FactsDuplicateColumn = "facts.duplicate_column", "column `{column}` stands twice", "列 `{column}` 重复";
    FactsMissingColumn = "facts.missing_column", "table `{table}` has no column `{column}` (expected: {expected})", "表 `{table}` 缺少列 `{column}`（应为 {expected}）";
    FactsMissingTable = "facts.missing_table", "no table `{table}`", "缺少表 `{table}`";
    FactsRoundingNotStated = "facts.rounding_not_stated", "column `{column}` of table `{table}` holds floats; the mapping has to state its `rounding`", "表 `{table}` 的列 `{column}` 为浮点数；映射须写明 `rounding`";
    FactsTooManyRows = "facts.too_many_rows", "more than {limit} rows", "超过 {limit} 行";
    FactsTooMuchText = "facts.too_much_text", "more than {limit} bytes of text", "文本超过 {limit} 字节";
    FactsUnknownColumn = "facts.unknown_column", "table `{table}` knows no column `{column}`", "表 `{table}` 没有列 `{column}`";
    FactsUnknownTable = "facts.unknown_table", "unknown table `{table}`", "未知表 `{table}`";
    FactsUnnamedColumn = "facts.unnamed_column", "column {position} has no name", "第 {position} 列没有列名";
    FactsWrongColumnType = "facts.wrong_column_type", "column `{column}` of table `{table}` expects {expected}, found {actual}", "表 `{table}` 的列 `{column}` 应为 {expected}，实为 {actual}";
    // Facts: rows.
    FactsAmbiguousKey = "facts.ambiguous_key", "key `{value}` has several answers in table `{table}`", "键 `{value}` 在表 `{table}` 中有多个结果";
    FactsCellMissing = "facts.cell_missing", "the cell is empty and must not be", "该单元格不能为空";
    FactsDuplicateId = "facts.duplicate_id", "id `{value}` stands in an earlier row too", "编号 `{value}` 在前面的行中已出现";
    FactsNotABoolean = "facts.not_a_boolean", "`{value}` is none of true, false, yes, no, 1, 0", "`{value}` 不是 true、false、yes、no、1、0 之一";
    FactsNotADate = "facts.not_a_date", "`{value}` is no date", "`{value}` 不是日期";
    FactsNotADecimal = "facts.not_a_decimal", "`{value}` is no decimal number", "`{value}` 不是十进制数";
    FactsNotAnAmount = "facts.not_an_amount", "`{value}` is no amount of money", "`{value}` 不是金额";
    FactsNotAnInstant = "facts.not_an_instant", "`{value}` is no point in time", "`{value}` 不是时间";
    FactsNotInFormat = "facts.not_in_format", "`{value}` is not written as `{format}`", "`{value}` 不符合格式 `{format}`";
    FactsNotAnInteger = "facts.not_an_integer", "`{value}` is no whole number", "`{value}` 不是整数";
    FactsNotInValues = "facts.not_in_values", "`{value}` is none of {accepted}", "`{value}` 不在可选值 {accepted} 之中";
    FactsRaggedRow = "facts.ragged_row", "the row has {actual} cells, expected {expected}", "该行有 {actual} 个单元格，应为 {expected} 个";
    FactsTooManyDecimals = "facts.too_many_decimals", "`{value}` has more decimals than {limit}", "`{value}` 的小数位超过 {limit} 位";
    // Journeys, the machine itself.
    JourneyUnknownField = "journey.unknown_field", "no field `{field}` is declared", "没有声明字段 `{field}`";
    JourneyUnreachableState = "journey.unreachable_state", "no way leads to state `{value}`", "无法到达状态 `{value}`";
    JourneyDeadEnd = "journey.dead_end", "no transition leaves state `{value}`, which is not final", "状态 `{value}` 不是终态，却没有出口";
    JourneyFinalHasExit = "journey.final_has_exit", "transition `{transition}` leaves the final state `{value}`", "流转 `{transition}` 离开了终态 `{value}`";
    JourneyFinalHasLimit = "journey.final_has_limit", "the final state `{value}` has a time limit", "终态 `{value}` 不应有时限";
    JourneyLossFieldType = "journey.loss_field_type", "loss field `{field}` is of type {actual}, expected {expected}", "战败字段 `{field}` 的类型为 {actual}，应为 {expected}";
    JourneyLossCycle = "journey.loss_cycle", "loss code `{value}` is a part of itself", "战败原因 `{value}` 以自身为上级";
    JourneyReopenFromOpen = "journey.reopen_from_open", "the reopening `{transition}` leaves `{value}`, which is neither final nor the loss", "重新打开流转 `{transition}` 离开的 `{value}` 既非终态也非战败状态";
    JourneyUnknownCalendar = "journey.unknown_calendar", "no calendar `{value}` is given", "没有提供日历 `{value}`";
    JourneyCalendarMissing = "journey.calendar_missing", "business time needs a calendar: name one in `calendar`", "按工作时间计算须在 `calendar` 指定日历";
    JourneyLimitZero = "journey.limit_zero", "a time limit lasts longer than nothing", "时限必须大于零";
    JourneyLimitFieldType = "journey.limit_field_type", "a limit cannot count from field `{field}` of type {actual}, expected a date or an instant", "时限不能从类型为 {actual} 的字段 `{field}` 起算，应为日期或时间";
    JourneyAutomaticApproval = "journey.automatic_approval", "transition `{value}` needs an approval and cannot be taken by itself", "流转 `{value}` 需要审批，不能自动执行";
    JourneyDueFieldType = "journey.due_field_type", "field `{field}` is of type {actual}, expected money", "字段 `{field}` 的类型为 {actual}，应为 money";
    // Journeys, logs of events.
    JourneyUnknownActivity = "journey.unknown_activity", "activity `{value}` stands for nothing", "活动 `{value}` 未映射到任何状态或流转";
    JourneyEnteredAfterAsOf = "journey.entered_after_as_of", "entered at {entered_at}, after {as_of}", "进入时间 {entered_at} 晚于 {as_of}";
    // Journeys, versions and the log of decisions.
    JourneyOtherMachine = "journey.other_machine", "made for machine {value}, this is {expected}", "对应的状态机为 {value}，此处为 {expected}";
    JourneyStateNotCovered = "journey.state_not_covered", "the plan does not say where customers in `{value}` go", "迁移方案未说明 `{value}` 中的客户去向";
    JourneySaltMissing = "journey.salt_missing", "`{field}` is personal data and needs the person's salt", "`{field}` 属于个人数据，须提供该人的盐值";
    JourneySaltLength = "journey.salt_length", "a salt has 16 to 200 bytes", "盐值应为 16 至 200 字节";
    // Journeys, a transition that is refused.
    JourneyNotAnEntry = "journey.not_an_entry", "a journey begins in {entries}, not in `{value}`", "旅程只能始于 {entries}，而非 `{value}`";
    JourneyNoWay = "journey.no_way", "no transition leads from `{state}` to `{value}`; there are ways to {to}", "没有从 `{state}` 到 `{value}` 的流转；可前往 {to}";
    JourneyStateNotChosen = "journey.state_not_chosen", "a follow-up needs a state: one of {states}", "跟进后须选择状态：{states}";
    JourneyNotSelectable = "journey.not_selectable", "`{value}` cannot be chosen after a follow-up, only {states}", "跟进后不能选择 `{value}`，只能选择 {states}";
    JourneyNoFollowUp = "journey.no_follow_up", "the journey knows no follow-ups", "该旅程未定义跟进";
    JourneyReasonMissing = "journey.reason_missing", "a reason is needed", "须填写原因";
    JourneyActorMissing = "journey.actor_missing", "it must be said who does this", "须说明操作人";
    JourneyRoleMissing = "journey.role_missing", "this needs one of the roles {roles}", "须具备以下角色之一：{roles}";
    JourneySameParty = "journey.same_party", "`{value}` proposed it and cannot approve it", "`{value}` 是提交人，不能审批";
    JourneyNotTheProposer = "journey.not_the_proposer", "only `{proposer}`, who proposed it, can withdraw it", "只有提交人 `{proposer}` 可以撤回";
    JourneyApprovalPending = "journey.approval_pending", "transition `{transition}` waits for its approval", "流转 `{transition}` 正在等待审批";
    JourneyNothingPending = "journey.nothing_pending", "nothing waits for approval", "没有待审批的流转";
    JourneyForceNotAllowed = "journey.force_not_allowed", "the journey cannot be forced", "该旅程不允许强制变更";
    JourneyNoPayments = "journey.no_payments", "the journey keeps no account of payments", "该旅程不记录收付款";
    JourneyAmountNotPositive = "journey.amount_not_positive", "an amount is more than nothing", "金额必须大于零";
    JourneyWrongCurrency = "journey.wrong_currency", "the amount is in {value}, the account in {expected}", "金额币种为 {value}，账目币种为 {expected}";
    JourneyPaymentIdReused = "journey.payment_id_reused", "payment id `{value}` was used for another payment", "收付款编号 `{value}` 已用于另一笔";
    JourneyRefundTooLarge = "journey.refund_too_large", "a refund of {amount} is more than the {received} received", "退款 {amount} 超过已收 {received}";
    JourneyUnknownPath = "journey.unknown_path", "no path `{value}` is listed", "没有列出路径 `{value}`";
    JourneyUnknownCase = "journey.unknown_case", "the kit has no case `{value}`", "一致性用例中没有 `{value}`";
    JourneyAdvanceFirst = "journey.advance_first", "too many time limits ran out before {at}: let time pass first", "{at} 之前到期的时限过多，请先推进时间";
    JourneyUnknownState = "journey.unknown_state", "no state `{value}` is declared", "没有声明状态 `{value}`";
    JourneyUnknownTransition = "journey.unknown_transition", "no transition `{value}` is declared", "没有声明流转 `{value}`";
    JourneyWrongState = "journey.wrong_state", "transition `{value}` leaves {from}, not the present state `{state}`", "流转 `{value}` 只能从 {from} 发起，当前状态为 `{state}`";
    JourneyOutOfOrder = "journey.out_of_order", "the event of {at} is older than the state, entered at {entered_at}", "事件时间 {at} 早于进入当前状态的时间 {entered_at}";
    JourneyEventIdReused = "journey.event_id_reused", "event id `{value}` was used for another event", "事件编号 `{value}` 已用于另一事件";
    JourneyFieldMissing = "journey.field_missing", "field `{field}` has no value", "字段 `{field}` 未填写";
    JourneyGuardFailed = "journey.guard_failed", "the condition of transition `{value}` does not hold, see {fields}", "流转 `{value}` 的条件不成立，请检查 {fields}";
    JourneyLossCodeMissing = "journey.loss_code_missing", "a loss needs a reason code in `{field}`", "战败须在 `{field}` 填写原因代码";
    JourneyUnknownLossCode = "journey.unknown_loss_code", "no loss code `{value}` is declared", "没有声明战败原因 `{value}`";
    JourneyLossTextMissing = "journey.loss_text_missing", "loss code `{value}` needs a text in `{field}`", "战败原因 `{value}` 须在 `{field}` 补充说明";
    JourneyLossCodeHasParts = "journey.loss_code_has_parts", "loss code `{value}` is too wide: one of {parts}", "战败原因 `{value}` 过于笼统，请选择 {parts}";
    JourneyLossCompetitorMissing = "journey.loss_competitor_missing", "loss code `{value}` needs the competitor in `{field}`", "战败原因 `{value}` 须在 `{field}` 填写竞争对手";
    JourneyLossReEngageMissing = "journey.loss_re_engage_missing", "loss code `{value}` needs the day of the next try in `{field}`", "战败原因 `{value}` 须在 `{field}` 填写再次联系日期";
    // Statecharts.
    JourneyChartNotADelay = "journey.chart_not_a_delay", "`{value}` is no delay such as 90s, 15m, 12h or 3d", "`{value}` 不是 90s、15m、12h、3d 这样的时长";
    JourneyChartTooLarge = "journey.chart_too_large", "more than {limit} {field}", "{field} 超过 {limit} 个";
    JourneyChartMisplaced = "journey.chart_misplaced", "`{field}` has no place beside `{actual}`", "`{field}` 不能与 `{actual}` 一起使用";
    JourneyChartTarget = "journey.chart_target", "`{value}` is no state within `{state}`", "`{value}` 不是 `{state}` 之内的状态";
    JourneyChartApart = "journey.chart_apart", "`{value}` and `{state}` cannot be active together", "`{value}` 与 `{state}` 不能同时处于活动状态";
    JourneyChartEventName = "journey.chart_event_name", "`{value}` is no name of an event: words between dots", "`{value}` 不是事件名：应为以点分隔的词";
    JourneyChartEventlessLoop = "journey.chart_eventless_loop", "the transitions {cycle} follow each other for ever", "流转 {cycle} 会无休止地相互触发";
    JourneyChartOtherMachine = "journey.chart_other_machine", "the state was made by chart `{value}`, this one is `{expected}`", "该状态由状态图 `{value}` 产生，当前状态图为 `{expected}`";
    JourneyChartBadConfiguration = "journey.chart_bad_configuration", "these states cannot be active together, or not all of them are named", "这些状态不能同时处于活动状态，或未全部列出";
    JourneyChartUnknownTimer = "journey.chart_unknown_timer", "the chart does not send `{value}` in this way", "状态图不会这样发送 `{value}`";
    JourneyChartTooManyTimers = "journey.chart_too_many_timers", "more than {limit} sent events are waited for", "等待中的已发送事件超过 {limit} 个";
    JourneyChartTooManyFirings = "journey.chart_too_many_firings", "more than {limit} sent events come due; advance in shorter steps", "到期的已发送事件超过 {limit} 个，请分段推进时间";
    JourneyChartBeyondTime = "journey.chart_beyond_time", "a sent event would come after the year 9999", "已发送事件的到期时间超出公元 9999 年";
    JourneyChartEndless = "journey.chart_endless", "no rest after {limit} steps: {cycle} again and again", "{limit} 步后仍未停止：{cycle} 反复执行";
    // Routing.
    RoutingUnknownField = "routing.unknown_field", "no field `{field}` is declared", "没有声明字段 `{field}`";
    RoutingTypeMismatch = "routing.type_mismatch", "lead field `{lead}` is of type {lead_type}, rep field `{rep}` of type {rep_type}", "线索字段 `{lead}` 的类型为 {lead_type}，销售字段 `{rep}` 的类型为 {rep_type}";
    RoutingUnreachablePool = "routing.unreachable_pool", "pool `{value}` gets no lead, pool `{before}` takes them all", "分配池 `{value}` 不会收到线索，`{before}` 已全部接收";
    // Scoring.
    ScoringUnknownGrade = "scoring.unknown_grade", "grade `{value}` is not declared", "等级 `{value}` 未声明";
    ScoringMatrixShape = "scoring.matrix_shape", "the grade matrix has {actual} {actual|entry|entries} here, expected {expected}", "等级矩阵此处有 {actual} 项，应为 {expected} 项";
    ScoringBandsNotDescending = "scoring.bands_not_descending", "band `{value}` must start below the band before it", "档位 `{value}` 的起点须低于前一档";
    ScoringBandsNotCovering = "scoring.bands_not_covering", "the last band `{value}` must start at {min} or below", "最后一档 `{value}` 须从 {min} 或更低开始";
    ScoringEmptyRange = "scoring.empty_range", "min {min} is above max {max}", "下限 {min} 高于上限 {max}";
    // Decision tables.
    TableAggregateNotForPolicy = "table.aggregate_not_for_policy", "aggregate `{value}` is only for hit policy `collect`", "聚合方式 `{value}` 只用于命中策略 `collect`";
    TableAggregateNotForType = "table.aggregate_not_for_type", "output `{field}` of type {actual} has no {value}", "输出 `{field}` 的类型 {actual} 不支持 {value}";
    TableCellNotReadable = "table.cell_not_readable", "`{value}` is no cell of type {expected}", "`{value}` 不是 {expected} 类型的单元格";
    TableInputMissing = "table.input_missing", "input `{field}` has no value and is not optional", "输入 `{field}` 没有值，且不是可选项";
    TableNoRowColumn = "table.no_row_column", "the first column must be `{expected}`", "第一列须为 `{expected}`";
    TableNotSame = "table.not_same", "rows `{first}` and `{second}` both match and answer differently", "`{first}` 与 `{second}` 两行同时命中，但输出不同";
    TableNotUnique = "table.not_unique", "rows `{first}` and `{second}` both match, where only one may", "`{first}` 与 `{second}` 两行同时命中，只允许命中一行";
    TablePriorityWithoutValues = "table.priority_without_values", "hit policy `priority` needs an output with its `values`, highest first", "命中策略 `priority` 须有输出列出 `values`，优先级从高到低";
    TableRowsTwice = "table.rows_twice", "the rows stand both in `rows` and in `csv`", "`rows` 与 `csv` 同时给出了行";
    TableSumOutOfRange = "table.sum_out_of_range", "the sum of output `{field}` is beyond its range", "输出 `{field}` 的合计超出范围";
    // Targets.
    TargetBandMinAboveMax = "target.band_min_above_max", "min_weeks {value} is above max_weeks {limit}", "min_weeks {value} 大于 max_weeks {limit}";
    TargetBandNotAscending = "target.band_not_ascending", "low {low} must be below high {high}", "low {low} 须小于 high {high}";
    TargetFactorOutOfRange = "target.factor_out_of_range", "factor {value} must be above 0 and at most 1000", "系数 {value} 须大于 0 且不超过 1000";
    TargetMinAboveWindow = "target.min_above_window", "min_weeks {value} is above window_weeks {limit}", "min_weeks {value} 大于 window_weeks {limit}";
    TargetNotAWeekCount = "target.not_a_week_count", "`{value}` is outside 1 to 520 weeks", "`{value}` 不在 1 到 520 周之间";
    TargetTooManyRegions = "target.too_many_regions", "more than {limit} regions", "区域超过 {limit} 个";
    TargetWeeksOverlap = "target.weeks_overlap", "weeks {first} to {last} are excluded twice", "第 {first} 至 {last} 周被重复剔除";
    TargetWeeksReversed = "target.weeks_reversed", "{last} is before {first}", "{last} 早于 {first}";
    // Packs.
    PackSecondDefinition = "pack.second_definition", "a second definition of kind `{value}`, where one is used", "同一行业包内出现第二个 `{value}`，只能使用一个";
    PackUnknown = "pack.unknown", "no pack `{value}` is shipped", "没有内置行业包 `{value}`";
    // Health.
    HealthBoundsOverlap = "health.bounds_overlap", "green {green} and red {red} overlap", "绿色界限 {green} 与红色界限 {red} 重叠";
    HealthNotAPeriod = "health.not_a_period", "`{value}` is outside 1 to 3660", "`{value}` 不在 1 到 3660 之间";
    HealthPreviousIsLater = "health.previous_is_later", "the previous report is later than `as_of`", "上一份报告晚于 `as_of`";
    HealthWrongDirection = "health.wrong_direction", "metric {metric} needs bounds of type {expected}", "指标 {metric} 的界限类型须为 {expected}";
    // Bugs.
    InternalBug = "internal.bug", "an error of leadstone itself", "leadstone 内部错误";
}
