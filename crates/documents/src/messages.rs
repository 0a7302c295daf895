//! The sentences of problems, in Chinese and English. `{name}` stands for a parameter.

use crate::Problem;

/// Code, 中文, English.
type Sentence = (&'static str, &'static str, &'static str);

const DOCUMENT: &[Sentence] = &[
    ("required", "必填", "is required"),
    ("not_an_object", "应为一组字段", "should be an object of fields"),
    ("not_rows", "应为明细行的列表", "should be a list of lines"),
    ("not_a_text", "应为文本", "should be a text"),
    ("bad_character", "含有不可用的控制字符", "contains a control character"),
    ("too_long", "最多 {most} 个字", "has more than {most} characters"),
    ("not_a_number", "“{value}”不是数字", "`{value}` is not a number"),
    ("not_exact", "数字位数太多，请改用文本传送", "has too many digits for a JSON number; send it as a text"),
    ("too_many_decimals", "最多 {most} 位小数", "has more than {most} decimals"),
    ("out_of_range", "超出范围（{min} 至 {max}）", "is out of range ({min} to {max})"),
    ("too_small", "不能小于 {min}", "must be at least {min}"),
    ("too_great", "不能大于 {max}", "must be at most {max}"),
    ("not_a_day", "“{value}”不是日期（如 2026-11-22）", "`{value}` is not a day like 2026-11-22"),
    (
        "not_an_instant",
        "“{value}”不是时间（如 2026-11-22T08:30:00Z）",
        "`{value}` is not a moment like 2026-11-22T08:30:00Z",
    ),
    ("not_yes_no", "应为是或否", "should be true or false"),
    ("unknown_choice", "没有选项“{value}”，可选：{choices}", "`{value}` is not one of: {choices}"),
    ("not_a_phone", "“{value}”不是电话号码", "`{value}` is not a telephone number"),
    ("not_an_email", "“{value}”不是邮箱地址", "`{value}` is not an e-mail address"),
    (
        "not_a_url",
        "“{value}”不是网址（以 https:// 或 http:// 开头）",
        "`{value}` is not a link that starts with https:// or http://",
    ),
    ("not_an_address", "应为省、市、区和详细地址", "should have a province, city, district and detail"),
    (
        "not_a_location",
        "应为纬度和经度（如 31.230416,121.473701）",
        "should be a latitude and longitude like 31.230416,121.473701",
    ),
    ("not_files", "应为已上传文件的列表", "should be a list of uploaded files"),
    ("too_many_files", "最多 {most} 个文件，现有 {count} 个", "has {count} files, at most {most}"),
    ("file_too_big", "“{name}”超过 {most}", "`{name}` is bigger than {most}"),
    ("file_type", "“{name}”的类型不可用，可用：{accepted}", "`{name}` is not of a type accepted: {accepted}"),
    ("no_such_file", "这个文件没有上传成功，请重新选择", "is a file that is not there: choose it again"),
    ("not_found", "找不到“{value}”", "there is no `{value}`"),
    ("unknown_field", "没有这个字段", "is not a field"),
    ("read_only", "由系统填写，不能修改", "is set by the system and cannot be changed"),
    ("too_many_lines", "最多 {most} 行，现有 {count} 行", "has {count} lines, at most {most}"),
    ("not_a_line", "行号应为正整数", "should be a positive line number"),
    ("unknown_line", "没有第 {line} 行", "there is no line {line}"),
    ("one_counter", "要有且只有一个流水号", "there must be one counter"),
    ("text_between", "后面要先隔一段固定文字", "needs a fixed text after it"),
    (
        "period_not_in_number",
        "每期重新计数时, 号码里要有这一期的年月日",
        "counting anew needs the period in the number",
    ),
    ("not_oneself", "不能是本人", "cannot be oneself"),
    ("wrong_code", "动态码不对或已用过", "the code is wrong or was used already"),
    ("not_permitted", "您的角色不能填写这个字段", "your role may not write this field"),
    (
        "names_the_document",
        "单据以它为名, 不能隐藏; 可以限制能看哪些单据",
        "documents are called by it: limit the rows instead",
    ),
    ("part_of_itself", "不能归到自己或自己的下级", "cannot be part of itself or of what is part of it"),
    ("not_unique_in_rows", "与第 {other} 行重复", "is the same as in row {other}"),
    ("unknown_unit", "没有单位“{value}”，可用：{known}", "there is no unit `{value}`; there are: {known}"),
    ("unit_not_exact", "换算成库存单位除不尽", "does not come out even in stock units"),
    ("unit_out_of_range", "换算成库存单位超出范围", "is out of range in stock units"),
    (
        "units_disagree",
        "库存数量 {found} 与按单位换算的 {expected} 不一致",
        "says {found} in stock units, but by the unit it is {expected}",
    ),
    ("not_among_choices", "“{value}”不在可选的单据里", "`{value}` is not among the documents to choose from"),
    ("check_warning", "{message_zh}", "{message_en}"),
    ("check_failed", "{message_zh}", "{message_en}"),
];

const DEFINITION: &[Sentence] = &[
    ("malformed", "定义无法读取：{detail}", "the definition cannot be read: {detail}"),
    (
        "bad_name",
        "名称须为小写字母、数字、下划线，字母开头，最多 40 个字符",
        "should be snake_case ASCII of at most 40 characters",
    ),
    ("reserved_name", "“{name}”是系统保留的名称", "`{name}` is a name of the system"),
    ("added_name", "新增的名称须以 x_ 开头", "names of what is added start with x_"),
    ("duplicate", "“{name}”重复", "`{name}` is there twice"),
    ("unknown_kind", "没有字段类型“{kind}”", "there is no kind `{kind}`"),
    ("label_missing", "缺少名称", "has no label"),
    ("too_many", "最多 {most} 个", "has more than {most}"),
    ("unknown_area", "没有模块“{area}”", "there is no area `{area}`"),
    ("unknown_state", "没有状态“{state}”", "there is no state `{state}`"),
    ("unreachable_state", "没有操作能到达状态“{state}”", "no transition leads to state `{state}`"),
    ("ambiguous_transition", "状态“{state}”有两个同名操作", "leaves state `{state}` twice"),
    ("target_missing", "关联字段须指明关联的单据", "a link needs a target"),
    ("columns_missing", "明细须有列", "rows need columns"),
    ("columns_unexpected", "只有明细可以有列", "only rows have columns"),
    ("rows_in_rows", "明细中不能再有明细", "rows cannot be inside rows"),
    ("choices_missing", "须列出选项", "a choice needs choices"),
    ("cannot_compare", "“{name}”不能这样比较", "`{name}` cannot be compared like this"),
    ("wrong_kind", "“{name}”的类型不合用", "`{name}` is of a kind that does not fit"),
    ("lookup_missing", "须指明关联字段和要显示的字段", "needs a link and the field to show"),
    ("linked_missing", "须指明关联的单据类型和字段", "needs a document type and its link"),
    ("unknown_type", "没有单据类型“{name}”", "there is no document type `{name}`"),
    ("does_not_point_here", "须为指向本单据的关联字段", "is not a link to this type"),
    (
        "bad_file_type",
        "“{value}”不是文件类型（如 image/*、.xlsx）",
        "`{value}` is not a file type like image/* or .xlsx",
    ),
    ("does_not_apply", "此设置不适用于类型“{kind}”", "does not apply to kind `{kind}`"),
    ("bad_bound", "“{value}”不能作为界限", "`{value}` is not a bound of this kind"),
    ("min_above_max", "最小值大于最大值", "the smallest is above the greatest"),
    ("bad_default", "默认值不可用：{detail}", "the default does not fit: {detail}"),
    ("not_a_key", "编码字段须为必填的文本或条码", "a key field is a required text or barcode"),
    ("not_a_title", "标题字段须为文本", "a title field is a text"),
    (
        "hidden_required",
        "必填且无默认值的字段不能隐藏",
        "a required field without a default cannot be hidden",
    ),
    ("wrong_type", "公式结果是{found}，应为{expected}", "the expression gives {found}, not {expected}"),
    ("circular", "公式互相引用：{names}", "formulas refer to each other: {names}"),
    ("unknown_role", "没有角色“{role}”", "there is no role `{role}`"),
];

const EXPRESSION: &[Sentence] = &[
    ("expression_too_long", "公式太长（最多 {most} 个字）", "the expression has more than {most} characters"),
    ("expression_too_deep", "公式嵌套太深（最多 {most} 层）", "the expression is nested deeper than {most}"),
    ("unclosed", "第 {at} 个字处的 {sign} 没有结束", "{sign} at character {at} is not closed"),
    (
        "bad_number",
        "“{value}”不是可用的数字",
        "`{value}` is not a number of at most 18 digits and 10 decimals",
    ),
    ("unexpected", "第 {at} 个字处不应有“{found}”", "`{found}` is not expected at character {at}"),
    ("unexpected_end", "公式不完整", "the expression is not complete"),
    ("unknown_function", "没有函数 {name}", "there is no function {name}"),
    (
        "wrong_arguments",
        "{function} 需要 {fewest} 至 {most} 个参数",
        "{function} takes {fewest} to {most} arguments",
    ),
    ("unknown_name", "没有字段“{name}”", "there is no field `{name}`"),
    (
        "ambiguous_name",
        "有多个字段叫“{name}”，请用字段名",
        "several fields are called `{name}`; use the name",
    ),
    (
        "not_a_value",
        "明细“{name}”只能用 COUNT 或 ISBLANK",
        "the lines `{name}` can only be given to COUNT or ISBLANK",
    ),
    (
        "column_outside",
        "明细列“{name}”只能在 SUM、COUNT、AVERAGE、MIN、MAX、AND、OR 的唯一参数中使用",
        "the column `{name}` needs SUM, COUNT, AVERAGE, MIN, MAX, AND or OR around it, as the only argument",
    ),
    (
        "mixed_rows",
        "不能同时使用明细“{first}”和“{second}”",
        "the lines of `{first}` and `{second}` cannot be mixed",
    ),
    ("type_mismatch", "{whose} 需要 {expected}，得到的是 {found}", "{whose} needs {expected}, not {found}"),
];

const FILTER: &[Sentence] = &[
    (
        "not_a_filter",
        "应由 all、any、not 组成，或写明 field、op、value",
        "should be made of all, any and not, or name a field, an op and a value",
    ),
    (
        "no_such_field",
        "没有字段“{value}”：换一个字段，或去掉它",
        "there is no field `{value}`: name another, or leave it out",
    ),
    (
        "unknown_operator",
        "没有比较方式“{op}”，可用：{known}",
        "there is no operator `{op}`; there are: {known}",
    ),
    (
        "operator_does_not_apply",
        "字段“{field}”不能用“{op}”比较，可用：{known}",
        "`{field}` cannot be compared by `{op}`, only by: {known}",
    ),
    ("not_a_list", "应为值的列表，最多 {most} 个", "should be a list of at most {most} values"),
    ("too_deep", "最多嵌套 {most} 层", "is nested deeper than {most}"),
    ("not_a_condition", "此公式不能用作筛选条件", "is not a condition that can be searched for"),
    ("too_many_conditions", "最多 {most} 个条件", "has more than {most} conditions"),
];

/// What a list or a report is asked for beside that.
const QUERY: &[Sentence] = &[
    (
        "cannot_sort",
        "不能按“{value}”排序：换一个字段，或不写",
        "is by `{value}`, by which nothing is sorted: name another field, or leave it out",
    ),
    (
        "not_a_page",
        "“{value}”不是上一页给的位置：从第一页读起",
        "`{value}` is no place that an earlier page gave: begin with the first",
    ),
    (
        "not_in_report",
        "这张报表没有“{value}”：换一个，或去掉它",
        "`{value}` is nothing that this report tells of: name another, or leave it out",
    ),
    ("not_json", "不是 JSON：第 {at} 个字符处有误", "is not JSON: there is a mistake at character {at}"),
    (
        "bad_parameter",
        "“{value}”读不懂：换一个值，或不写",
        "cannot be read as `{value}`: write another value, or leave it out",
    ),
];

/// What use cases find wrong beyond the document itself.
const USE_CASE: &[Sentence] = &[
    ("not_unique", "已被 {number} 使用，不能重复", "is used by {number} already"),
    ("not_known", "不认识“{value}”", "`{value}` is not known"),
    (
        "no_suggestion",
        "“{value}”没有补货建议，请选供应商并填数量",
        "`{value}` has no suggestion: choose a supplier and a quantity",
    ),
    ("password_length", "密码应为 {min} 到 {max} 个字符", "should have {min} to {max} characters"),
    ("wrong_password", "当前密码不对", "is not the present password"),
    (
        "bad_login",
        "账号可用文字、数字和 . _ - @，最多 60 个字",
        "may have letters, digits and . _ - @, at most 60",
    ),
    ("kind_changed", "已有单据在用，不能改变类型", "is in use: its kind cannot be changed"),
    ("cannot_be_removed", "已有单据在用，不能删除", "is in use and cannot be removed"),
];

pub(crate) fn sentence(problem: &Problem, language: &str) -> String {
    let mut all =
        DOCUMENT.iter().chain(DEFINITION).chain(EXPRESSION).chain(FILTER).chain(QUERY).chain(USE_CASE);
    let Some((_, zh, en)) = all.find(|(code, _, _)| *code == problem.code) else {
        return problem.code.to_owned();
    };
    let pattern = if language.starts_with("en") { en } else { zh };
    fill(pattern, problem)
}

fn fill(pattern: &str, problem: &Problem) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("patterns close their braces");
        out.push_str(before);
        out.push_str(problem.param(name).unwrap_or("…"));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
pub(crate) fn codes() -> Vec<&'static str> {
    let all = DOCUMENT.iter().chain(DEFINITION).chain(EXPRESSION).chain(FILTER).chain(QUERY).chain(USE_CASE);
    all.map(|(code, _, _)| *code).collect()
}
