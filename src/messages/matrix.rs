//! Words of the matrix editor, and the names of its presets.

use super::Lang;

crate::messages! {
    rows => "Down the side", "纵向";
    columns => "Along the top", "横向";
    choose_step => "Choose a step", "选择步骤";
    too_few => "A matrix crosses two earlier steps that sort customers into groups. Add tiers or segments above this step first.", "矩阵将前面两个分组步骤交叉。请先在此步骤之前添加分层或分群。";
    choose_both => "Choose the two steps to cross.", "请选择要交叉的两个步骤。";
    grid => "Cells of the matrix", "矩阵单元格";
    how => "Click a cell to name it. Shift or Ctrl and click, or Shift and the arrow keys, select several.", "单击单元格即可命名；按住 Shift 或 Ctrl 单击，或按 Shift＋方向键，可多选。";
    cell(row, column, name, count) => "{row} × {column}: {name}, {count} customers", "{row} × {column}：{name}，{count} 位客户";
    selected(n) => "{n} selected", "已选 {n} 格";
    name => "Name", "名称";
    merge => "Merge under one name", "合并命名";
    apply => "Set the name", "设置名称";
    unmerge => "Unmerge", "取消合并";
    clear => "Clear", "取消选择";
    presets => "Presets", "预设";
    preset_nine => "9-box", "九宫格";
    preset_size => "Size × potential", "规模 × 潜力";
    presets_title => "For two steps of three tiers each", "适用于各有三层的两个步骤";
    share_title => "Share of customers", "客户占比";
    value_title => "Share of value", "价值占比";
    mean_title => "Average value", "平均价值";
    mean(x) => "avg {x}", "均值 {x}";
    value(share) => "{share} of value", "价值 {share}";
    size => "Size", "规模";
    potential => "Potential", "潜力";
    size_by_potential => "Size × potential", "规模 × 潜力";
    matrix => "Matrix", "矩阵";
    value_today => "Value", "价值";
    nine_box_step => "Nine-box", "九宫格";
    tenure => "Time as a customer", "合作时长";
    value_by_tenure => "Value × time as a customer", "价值 × 合作时长";
}

/// Three levels, the highest first.
pub fn levels(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::En => ["High", "Medium", "Low"],
        Lang::Zh => ["高", "中", "低"],
    }
}

/// The tiers of time as a customer, the longest first.
pub fn tenures(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::En => ["Long-standing", "Settled", "Recent"],
        Lang::Zh => ["老客户", "稳定客户", "新近客户"],
    }
}

/// Names of the nine cells of value and time as a customer, row by row from the highest and the longest.
pub fn value_tenure(lang: Lang) -> [String; 9] {
    std::array::from_fn(|i| {
        let (level, tenure) = (levels(lang)[i / 3], tenures(lang)[i % 3]);
        match lang {
            Lang::En => format!("{level} value, {}", tenure.to_lowercase()),
            Lang::Zh => format!("{level}价值{tenure}"),
        }
    })
}

/// The tiers of size, the largest first.
pub fn sizes(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::En => ["Large", "Medium", "Small"],
        Lang::Zh => ["大型", "中型", "小型"],
    }
}

/// The tiers of potential, the highest first.
pub fn potentials(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::En => ["Key", "Potential", "Ordinary"],
        Lang::Zh => ["重点", "潜力", "一般"],
    }
}

/// Names of the nine boxes, row by row from the best: value today down the side, potential along the top.
pub fn nine_box(lang: Lang) -> [&'static str; 9] {
    match lang {
        Lang::En => ["Stars", "Core", "Defend", "Rising", "Steady", "Maintain", "Bets", "Develop lightly", "Low touch"],
        Lang::Zh => ["明星客户", "核心客户", "守护客户", "上升客户", "稳定客户", "维持客户", "培育客户", "轻度开发", "低接触"],
    }
}

/// Names of the nine cells of size and potential, row by row from the largest and the highest.
pub fn size_potential(lang: Lang) -> [String; 9] {
    std::array::from_fn(|i| {
        let (size, potential) = (sizes(lang)[i / 3], potentials(lang)[i % 3]);
        match lang {
            Lang::En => format!("{size} {}", potential.to_lowercase()),
            Lang::Zh => format!("{size}{potential}客户"),
        }
    })
}
