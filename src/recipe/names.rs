//! Names: new ones that are free, and renaming that takes the references of later steps along.

use super::references::{Reference, each_reference, find, rules_mut};
use super::workbook::{Step, Workbook};

/// `base` if no name of `taken` is it, else with the first number from 2 that is free: `Segment`, `Segment 2`, `Segment 3`. A number that
/// `base` already ends in is counted on. Names are taken alike without regard to case and blanks at their ends, as text compares.
pub fn free_name<'a>(base: &str, taken: impl IntoIterator<Item = &'a str>) -> String {
    let taken: Vec<String> = taken.into_iter().map(folded).collect();
    let base = base.trim();
    if !base.is_empty() && !taken.contains(&folded(base)) {
        return base.to_owned();
    }
    let (stem, from) = match base.rsplit_once(' ') {
        Some((stem, digits)) if !digits.is_empty() && digits.len() < 7 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            (stem, digits.parse::<usize>().map_or(2, |n| n + 1))
        }
        _ => (base, 2),
    };
    (from..).map(|n| format!("{stem} {n}").trim().to_owned()).find(|name| !taken.contains(&folded(name))).unwrap_or_default()
}

/// A free name for a step: unlike every step, and every column of the source and of the steps.
pub fn free_step_name<'a>(workbook: &Workbook, base: &str, source_columns: impl IntoIterator<Item = &'a str>) -> String {
    let mut taken: Vec<String> = source_columns.into_iter().map(str::to_owned).collect();
    for step in &workbook.steps {
        taken.push(step.name.clone());
        taken.extend(step.columns());
    }
    free_name(base, taken.iter().map(String::as_str))
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Renames a step, and with it every reference of later steps to it and to the columns that it adds, and the value column.
pub fn rename_step(workbook: &mut Workbook, step: usize, new: &str) {
    let before = workbook.steps[step].columns();
    let old = std::mem::replace(&mut workbook.steps[step].name, new.to_owned());
    // Where another step bears the old name as well, nobody can tell whom a reference meant.
    if old != new && !old.is_empty() && !workbook.steps.iter().any(|s| s.name == old) {
        rename_references(workbook, step, Some((&old, new)), &before);
    }
}

/// Renames a segment of a rules step, and with it every reference of later steps to it.
pub fn rename_segment(workbook: &mut Workbook, step: usize, segment: usize, new: &str) {
    rename_group(workbook, step, new, |step| rules_mut(step)?.segments.get_mut(segment).map(|s| &mut s.name));
}

/// Renames the rest of a rules step, and with it every reference of later steps to it.
pub fn rename_everyone_else(workbook: &mut Workbook, step: usize, new: &str) {
    rename_group(workbook, step, new, |step| rules_mut(step).map(|rules| &mut rules.everyone_else.name));
}

/// Renames a group of a step (segment, tier, stage, cell), found by `name`, and with it every reference of later steps to it.
pub fn rename_group(workbook: &mut Workbook, step: usize, new: &str, name: impl FnOnce(&mut Step) -> Option<&mut String>) {
    let before = workbook.steps[step].columns();
    let Some(name) = name(&mut workbook.steps[step]) else { return };
    let old = std::mem::replace(name, new.to_owned());
    group_renamed(workbook, step, &old, new, &before);
}

fn group_renamed(workbook: &mut Workbook, step: usize, old: &str, new: &str, before: &[String]) {
    let groups = workbook.steps[step].groups();
    let still = groups.iter().any(|name| folded(name) == folded(old));
    if old == new || folded(old).is_empty() || (still && folded(old) != folded(new)) {
        return;
    }
    rename_references(workbook, step, None, before);
    let name = workbook.steps[step].name.clone();
    for later in workbook.steps.iter_mut().skip(step + 1) {
        each_reference(later, &mut |reference| {
            if let Reference::Group { step, group } = reference
                && step == name
                && folded(group) == folded(old)
            {
                new.clone_into(group);
            }
        });
    }
}

/// Changes references of later steps: to the step itself, and from its columns as they were (`before`) to as they are.
fn rename_references(workbook: &mut Workbook, step: usize, name: Option<(&str, &str)>, before: &[String]) {
    let after = workbook.steps[step].columns();
    let renamed = |column: &mut String| {
        if let Some(i) = before.iter().position(|b| b == column)
            && let Some(to) = after.get(i)
        {
            column.clone_from(to);
        }
    };
    let renamed_loosely = |column: &mut String| {
        if let Some(exact) = find(before, column) {
            let mut exact = exact.clone();
            renamed(&mut exact);
            // What is called the same still stays as it was written.
            if find(&after, column) != Some(&exact) {
                *column = exact;
            }
        }
    };
    for later in workbook.steps.iter_mut().skip(step + 1) {
        each_reference(later, &mut |reference| match reference {
            Reference::Column(column) => renamed(column),
            Reference::LooseColumn(column) => renamed_loosely(column),
            Reference::Step(step) => {
                if let Some((old, new)) = name
                    && step == old
                {
                    new.clone_into(step);
                }
            }
            Reference::Group { .. } => {}
        });
    }
    if let Some(column) = &mut workbook.value_column {
        renamed(column);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Op;
    use crate::recipe::{columns_used, missing_columns, overlap_column, read, resolved};

    fn workbook() -> Workbook {
        read(
            r#"{"stratify": 1, "name": "t", "value_column": "spend", "source": {"mapping": {"tenure": "months"}}, "steps": [
              {"name": "Base", "kind": "rules", "segments": [
                {"name": "Vip", "when": {"all": [{"column": "spend", "op": ">", "value": 5}, {"any": [{"column": "tenure", "op": "<", "other": "limit"}]}]}},
                {"name": "Rest", "when": {"all": []}}]},
              {"name": "Next", "kind": "rules", "segments": [
                {"name": "A", "when": {"none": [{"column": "Base", "op": "in segment", "values": ["vip", "Rest"]}]}},
                {"name": "B", "when": {"all": [{"column": "Base", "op": "is", "value": "Everyone else"}, {"column": "city", "op": "is", "value": "Vip"}]}}]}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn names_the_columns_of_the_source_only() {
        assert_eq!(columns_used(&workbook()), ["spend", "tenure", "limit", "city"]);
        let file = ["spend", "months", "city"].map(str::to_owned);
        assert_eq!(missing_columns(&workbook(), &file), ["limit"]);
    }

    #[test]
    fn a_mapping_is_applied_wherever_the_column_is_named() {
        let resolved = resolved(&workbook());
        assert_eq!(columns_used(&resolved), ["spend", "months", "limit", "city"]);
        assert!(resolved.source.mapping.is_empty());
    }

    #[test]
    fn renaming_takes_references_along() {
        let mut w = workbook();
        rename_step(&mut w, 0, "Tier");
        rename_segment(&mut w, 0, 0, "Gold");
        rename_everyone_else(&mut w, 0, "Others");
        let text = crate::recipe::write(&w);
        assert!(text.contains(r#"{ "column": "Tier", "op": "in segment", "values": ["Gold", "Rest"] }"#), "{text}");
        assert!(text.contains(r#"{ "column": "Tier", "op": "is", "value": "Others" }"#), "{text}");
        assert!(text.contains(r#"{ "column": "city", "op": "is", "value": "Vip" }"#), "{text}");
    }

    #[test]
    fn renaming_follows_the_columns_of_overlapping_segments() {
        let mut w = workbook();
        rules_mut(&mut w.steps[0]).unwrap().mode = crate::recipe::RulesMode::Overlapping;
        let conditions = &mut rules_mut(&mut w.steps[1]).unwrap().segments[0].when.nodes;
        let crate::recipe::Node::Condition(condition) = &mut conditions[0] else { panic!() };
        *condition = crate::recipe::Condition { column: overlap_column("Base", "Vip"), op: Op::IsYes, ..Default::default() };
        rename_segment(&mut w, 0, 0, "Gold");
        rename_step(&mut w, 0, "Flags");
        assert!(crate::recipe::write(&w).contains(r#"{ "column": "Flags: Gold", "op": "is yes" }"#));
    }

    #[test]
    fn free_names_count_on() {
        assert_eq!(free_name("Segment", ["Other"]), "Segment");
        assert_eq!(free_name("Segment", ["segment ", "Segment 2"]), "Segment 3");
        assert_eq!(free_name("Segment 2", ["Segment 2"]), "Segment 3");
        assert_eq!(free_name("", [""]), "2");
        assert_eq!(free_step_name(&workbook(), "Base", ["base 2"]), "Base 3");
    }
}
