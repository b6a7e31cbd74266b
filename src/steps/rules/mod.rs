//! The `rules` step: segments in priority order, each with a nested rule.
//!
//! Parts that are muted, half-written or wrong are left out, as if they were not there; a group of which nothing is left is left out itself, and a
//! segment of whose rule nothing is left takes nobody. `none` is exactly "not any"; a negative operator is exactly the complement of its
//! positive one, so that a missing value passes it.

mod compile;
pub mod days;
mod explain;
mod test;

#[cfg(test)]
mod naive;
#[cfg(test)]
mod properties;

pub use compile::{Compiled, Subject, compile};
pub use explain::explain;
pub use test::{Comparison, End, Real, Test, TextPart};

use super::{GroupLabel, Grouping, Members, StepContext, StepOutput};
use crate::engine::{Finding, NodeCount, Place, Problem, SegmentDetail, Severity, StepDetail};
use crate::recipe::{Group, Node, Quantifier, Rules, RulesMode};
use crate::table::{Bitmap, unpack};
use std::sync::Arc;

/// The most segments of one step.
pub const MAX_SEGMENTS: usize = 4096;

/// Runs the rules: one group per segment, muted ones included, then "everyone else" (in overlapping mode those in no segment).
pub fn compute(name: &str, rules: &Rules, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let segments = &rules.segments[..rules.segments.len().min(MAX_SEGMENTS)];
    if segments.len() < rules.segments.len() {
        let problem = Problem::TooManySegments { limit: MAX_SEGMENTS };
        findings.push(Finding { severity: Severity::Error, place: Place::Step, problem });
    }
    lint_names(rules, &mut findings);

    let mut details = Vec::with_capacity(segments.len());
    let mut taken: Vec<Bitmap> = Vec::with_capacity(segments.len());
    let mut free = Bitmap::all(context.rows);
    for (position, segment) in segments.iter().enumerate() {
        let mut run = Run { context, segment: position, path: Vec::new(), nodes: Vec::new(), findings: &mut findings };
        let found = if segment.muted {
            run.skip(&segment.when);
            None
        } else {
            run.group(&segment.when)
        };
        let nodes = run.nodes;
        let left_out = found.is_none();
        let mut rows = found.unwrap_or_else(|| Bitmap::none(context.rows));
        let matching = nodes.first().and_then(|n| n.alone).unwrap_or(0);
        let mut note = |severity, problem| findings.push(Finding { severity, place: Place::Segment(position), problem });
        if segment.muted {
        } else if segment.when.nodes.is_empty() {
            note(Severity::Hint, Problem::EmptyRule);
        } else if left_out {
            note(Severity::Warning, Problem::NothingLeft);
        } else if matching == 0 && context.rows > 0 {
            note(Severity::Hint, Problem::MatchesNobody);
        }
        if rules.mode == RulesMode::FirstMatch && matching > 0 && rows.count_and(&free) == 0 {
            let takers = taken.iter().zip(segments).filter(|(above, _)| above.count_and(&rows) > 0);
            let taken_by = takers.map(|(_, segment)| segment.name.clone()).collect();
            note(Severity::Hint, Problem::NeverReached { taken_by, matching });
        }
        if rules.mode == RulesMode::FirstMatch {
            rows.and(&free);
        }
        free.and_not(&rows);
        taken.push(rows);
        details.push(SegmentDetail { matching, nodes });
    }

    let mut groups: Vec<GroupLabel> = segments.iter().map(|s| GroupLabel { name: s.name.clone(), colour: s.colour }).collect();
    groups.push(GroupLabel { name: rules.everyone_else.name.clone(), colour: rules.everyone_else.colour });
    for (position, group) in groups.iter_mut().enumerate() {
        // A name is what a cell of the result holds; without one the customer would seem to be nowhere.
        if group.name.trim().is_empty() {
            group.name = format!("#{}", position + 1);
        }
    }
    taken.push(free);
    let grouping = match rules.mode {
        RulesMode::FirstMatch => Grouping { groups, members: Members::Exclusive(codes(&taken, context.rows)) },
        RulesMode::Overlapping => Grouping { groups, members: Members::Overlapping(taken) },
    };
    let mut columns = grouping.columns(name);
    if rules.mode == RulesMode::Overlapping {
        // One per segment that is in force; "everyone else" follows from them.
        let mut position = 0;
        columns.retain(|_| {
            position += 1;
            segments.get(position - 1).is_some_and(|segment| !segment.muted)
        });
    }
    StepOutput { columns, grouping: Some(Arc::new(grouping)), detail: StepDetail::Rules(details), findings }
}

/// Names that are empty or stand twice.
fn lint_names(rules: &Rules, findings: &mut Vec<Finding>) {
    let names = rules.segments.iter().map(|s| s.name.trim()).chain([rules.everyone_else.name.trim()]);
    let mut seen = hashbrown::HashSet::new();
    for (position, name) in names.enumerate() {
        let place = if position < rules.segments.len() { Place::Segment(position) } else { Place::Step };
        if name.is_empty() {
            findings.push(Finding { severity: Severity::Warning, place, problem: Problem::EmptyName });
        } else if !seen.insert(name) {
            findings.push(Finding { severity: Severity::Warning, place, problem: Problem::DuplicateName { name: name.to_owned() } });
        }
    }
}

/// One segment's rule on its way down the tree.
struct Run<'a, 'b> {
    context: &'a StepContext<'b>,
    segment: usize,
    path: Vec<usize>,
    nodes: Vec<NodeCount>,
    findings: &'a mut Vec<Finding>,
}

const LEFT_OUT: NodeCount = NodeCount { alone: None, running: None };

impl Run<'_, '_> {
    /// The rows that meet a group; None where it is left out. Adds its counts and those of its nodes in preorder.
    fn group(&mut self, group: &Group) -> Option<Bitmap> {
        let at = self.nodes.len();
        self.nodes.push(LEFT_OUT);
        if group.muted {
            self.nodes.pop();
            self.skip(group);
            return None;
        }
        let mut so_far: Option<Bitmap> = None;
        for (position, node) in group.nodes.iter().enumerate() {
            self.path.push(position);
            let at = self.nodes.len();
            let found = match node {
                Node::Condition(condition) => self.condition(condition),
                Node::Group(group) => self.group(group).map(Arc::new),
            };
            self.path.pop();
            let Some(found) = found else { continue };
            match (&mut so_far, group.quantifier) {
                (None, _) => so_far = Some(Arc::unwrap_or_clone(found)),
                (Some(rows), Quantifier::All) => rows.and(&found),
                (Some(rows), Quantifier::Any | Quantifier::None) => rows.or(&found),
            }
            let count = so_far.as_ref().map_or(0, Bitmap::count);
            self.nodes[at].running = Some(if group.quantifier == Quantifier::None { self.context.rows - count } else { count });
        }
        let mut rows = so_far?;
        if group.quantifier == Quantifier::None {
            rows.not();
        }
        let count = rows.count();
        self.nodes[at] = NodeCount { alone: Some(count), running: Some(count) };
        Some(rows)
    }

    fn condition(&mut self, condition: &crate::recipe::Condition) -> Option<Arc<Bitmap>> {
        self.nodes.push(LEFT_OUT);
        if condition.muted {
            return None;
        }
        let mut find = |severity, problem| {
            let place = Place::Node { segment: self.segment, path: self.path.clone() };
            self.findings.push(Finding { severity, place, problem });
        };
        match compile(condition, self.context) {
            Err(problem) => {
                find(Severity::Warning, problem);
                None
            }
            Ok(compiled) => {
                let (rows, count) = compiled.rows(self.context);
                compiled.notes.into_iter().for_each(|problem| find(Severity::Hint, problem));
                if let Some(node) = self.nodes.last_mut() {
                    node.alone = Some(count);
                }
                Some(rows)
            }
        }
    }

    /// Adds the empty counts of a group that is not looked into.
    fn skip(&mut self, group: &Group) {
        self.nodes.push(LEFT_OUT);
        for node in &group.nodes {
            match node {
                Node::Condition(_) => self.nodes.push(LEFT_OUT),
                Node::Group(group) => self.skip(group),
            }
        }
    }
}

/// Which of the disjoint sets each row is in; together they must hold every row. Works on the binary digits of the position, 64 rows at
/// a time, rather than row by row.
fn codes(sets: &[Bitmap], rows: usize) -> Vec<u16> {
    let digits = usize::BITS - sets.len().saturating_sub(1).leading_zeros();
    let mut out = vec![0u16; rows];
    let mut planes = vec![0u64; digits as usize];
    for (word, out) in out.chunks_mut(64).enumerate() {
        planes.fill(0);
        for (position, set) in sets.iter().enumerate() {
            let members = set.words()[word];
            if members == 0 {
                continue;
            }
            for (digit, plane) in planes.iter_mut().enumerate() {
                *plane |= members & ((position >> digit & 1) as u64).wrapping_neg();
            }
        }
        let mut places = [0u16; 64];
        // Eight digits at a time fit a byte.
        for (low, planes) in planes.chunks(8).enumerate() {
            let mut bytes = [0u8; 64];
            for (digit, &plane) in planes.iter().enumerate() {
                for (byte, flag) in bytes.iter_mut().zip(unpack(plane)) {
                    *byte |= flag & (1 << digit);
                }
            }
            for (place, byte) in places.iter_mut().zip(bytes) {
                *place |= u16::from(byte) << (8 * low);
            }
        }
        out.copy_from_slice(&places[..out.len()]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_the_set_of_each_row() {
        for (rows, groups) in [(0, 1), (1, 1), (63, 2), (64, 3), (1000, 7), (500, 300)] {
            let group = |row: usize| (row * 7919 + row / 3) % groups;
            let sets: Vec<Bitmap> = (0..groups).map(|g| Bitmap::from_fn(rows, |row| group(row) == g)).collect();
            let expected: Vec<u16> = (0..rows).map(|row| group(row) as u16).collect();
            assert_eq!(codes(&sets, rows), expected);
        }
    }
}
