//! Reading and changing the rules of a step by place. Reads track only the place that they name, through memos of their callers; writes
//! go through [`App::act`] and [`App::type_in`] and nowhere else.

use crate::app::state::App;
use crate::app::ui::columns::columns;
use crate::app::ui::{Choice, Icon};
use crate::engine::{GroupSummary, NodeCount, SegmentDetail, StepDetail};
use crate::recipe::operators::{self, Subject};
use crate::recipe::{Colour, Condition, Group, Node, Op, Rules, Segment, StepKind, Workbook, free_name};
use crate::table::ColumnType;
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The step that an editor is open on, and which of its cards show their rule.
#[derive(Clone, Copy)]
pub struct Editor {
    pub app: App,
    pub step: usize,
    pub open: RwSignal<HashSet<usize>>,
}

impl Editor {
    pub fn get() -> Editor {
        expect_context::<Editor>()
    }

    /// Reads the rules, tracked; None while the step is none of this kind (it has just been removed).
    pub fn rules<T>(self, read: impl FnOnce(&Rules) -> T) -> Option<T> {
        self.app.workbook.with(|w| rules_of(w, self.step).map(read))
    }

    /// Reads a segment, tracked.
    pub fn segment<T>(self, segment: usize, read: impl FnOnce(&Segment) -> T) -> Option<T> {
        self.rules(|rules| rules.segments.get(segment).map(read)).flatten()
    }

    /// Changes the rules as one undo step.
    pub fn act(self, change: impl FnOnce(&mut Rules)) {
        self.app.act(|w| {
            if let Some(rules) = rules_of_mut(w, self.step) {
                change(rules);
            }
        });
    }

    /// Changes a segment as one undo step.
    pub fn act_on(self, segment: usize, change: impl FnOnce(&mut Segment)) {
        self.act(|rules| {
            if let Some(segment) = rules.segments.get_mut(segment) {
                change(segment);
            }
        });
    }

    /// The summary of a group of the step, tracked; segments first, then everyone else.
    pub fn group(self, index: usize) -> Option<GroupSummary> {
        self.app.evaluation.with(|e| e.as_ref()?.steps.get(self.step)?.groups.get(index).cloned())
    }

    /// How a segment's rule narrows, tracked.
    pub fn detail<T>(self, segment: usize, read: impl FnOnce(&SegmentDetail) -> T) -> Option<T> {
        self.app.evaluation.with(|e| match &e.as_ref()?.steps.get(self.step)?.detail {
            StepDetail::Rules(details) => details.get(segment).map(read),
            _ => None,
        })
    }

    /// Moves a segment to another position and gives its card's state along.
    pub fn move_segment(self, from: usize, to: usize) {
        let count = self.app.workbook.with_untracked(|w| rules_of(w, self.step).map_or(0, |r| r.segments.len()));
        if from == to || from >= count || to >= count {
            return;
        }
        let moved = |i: usize| match i {
            i if i == from => to,
            i if from < i && i <= to => i - 1,
            i if to <= i && i < from => i + 1,
            i => i,
        };
        self.open.update(|open| *open = open.iter().map(|&i| moved(i)).collect());
        self.app.active_segment.update(|active| *active = active.map(moved));
        self.act(|rules| {
            let segment = rules.segments.remove(from);
            rules.segments.insert(to, segment);
        });
    }

    /// Adds a segment at the end, with one condition to write.
    pub fn add_segment(self) {
        let lang = self.app.lang.get_untracked();
        let index = self.app.workbook.with_untracked(|w| rules_of(w, self.step).map_or(0, |r| r.segments.len()));
        self.open.update(|open| {
            open.insert(index);
        });
        self.act(|rules| rules.segments.push(new_segment(rules, lang)));
        self.app.active_segment.set(Some(index));
        focus_soon(format!("{} [data-testid=condition-column]", card_selector(index)));
    }

    pub fn duplicate_segment(self, index: usize) {
        let lang = self.app.lang.get_untracked();
        self.open.update(|open| *open = open.iter().map(|&i| if i > index { i + 1 } else { i }).collect());
        self.act(|rules| {
            let Some(mut copy) = rules.segments.get(index).cloned() else { return };
            copy.name = free_name(&crate::messages::rules::copy_of(lang, &copy.name), group_names(rules));
            copy.colour = free_colour(rules);
            rules.segments.insert(index + 1, copy);
        });
        focus_soon(format!("{} [data-testid=segment-name]", card_selector(index + 1)));
    }

    pub fn delete_segment(self, index: usize) {
        self.open.update(|open| {
            *open = open.iter().filter(|&&i| i != index).map(|&i| if i > index { i - 1 } else { i }).collect();
        });
        self.act(|rules| {
            if index < rules.segments.len() {
                rules.segments.remove(index);
            }
        });
        self.app.active_segment.set(None);
        let left = self.app.workbook.with_untracked(|w| rules_of(w, self.step).map_or(0, |r| r.segments.len()));
        match left {
            0 => focus_soon("[data-testid=add-segment]".into()),
            left => focus_soon(format!("{} [data-testid=segment-grip]", card_selector(index.min(left - 1)))),
        }
    }
}

/// What the conditions of a step can be about: worked out once per change, not once per condition.
#[derive(Clone, Copy)]
pub struct Subjects {
    all: Memo<HashMap<String, Subject>>,
    pub choices: Memo<Vec<Choice>>,
}

impl Subjects {
    pub fn new(editor: Editor) -> Subjects {
        let all = memo(move |_| subjects(editor.app, editor.step).into_iter().collect());
        let choices = memo(move |_| {
            let app = editor.app;
            let note = crate::messages::rules::earlier_steps(app.lang());
            let icons: HashMap<String, Icon> =
                app.workbook.with(|w| w.steps.iter().map(|s| (s.name.clone(), Icon::of_step(&s.kind))).collect());
            subjects(app, editor.step)
                .into_iter()
                .map(|(name, subject)| match subject {
                    Subject::Column(column_type) => Choice { icon: Some(Icon::of_type(column_type)), ..Choice::plain(name) },
                    Subject::Step => Choice { icon: icons.get(&name).copied(), note: note.into(), ..Choice::plain(name) },
                })
                .collect()
        });
        Subjects { all, choices }
    }

    pub fn get() -> Subjects {
        expect_context::<Subjects>()
    }

    /// What a column's or step's name stands for, tracked; None for a name that nothing has.
    pub fn of(self, column: &str) -> Option<Subject> {
        self.all.with(|all| all.get(column).copied())
    }
}

/// The columns that a step can use, and the earlier steps that group customers, by name, tracked.
fn subjects(app: App, step: usize) -> Vec<(String, Subject)> {
    let mut all: Vec<(String, Subject)> = columns(app, Some(step)).into_iter().map(|c| (c.name, Subject::Column(c.column_type))).collect();
    let grouping: Vec<String> = app.evaluation.with(|e| {
        let earlier = e.iter().flat_map(|e| e.steps.iter().take(step));
        earlier.filter(|s| !s.groups.is_empty()).map(|s| s.name.clone()).collect()
    });
    for name in grouping {
        match all.iter_mut().find(|(n, _)| *n == name) {
            Some((_, own_column)) => *own_column = Subject::Step,
            None => all.push((name, Subject::Step)),
        }
    }
    all
}

/// A place in a segment's rule. `Copy`; its path lives as long as the component that made it.
#[derive(Clone, Copy)]
pub struct At {
    pub editor: Editor,
    pub segment: usize,
    path: StoredValue<Arc<[usize]>>,
}

impl At {
    pub fn new(editor: Editor, segment: usize, path: Vec<usize>) -> At {
        At { editor, segment, path: StoredValue::new(path.into()) }
    }

    /// The place of the child at `index`, made for the component that is being built.
    pub fn child(self, index: usize) -> At {
        let mut path = self.path();
        path.push(index);
        At::new(self.editor, self.segment, path)
    }

    /// The path; empty when the component is gone.
    pub fn path(self) -> Vec<usize> {
        self.path.try_get_value().map(|p| p.to_vec()).unwrap_or_default()
    }

    pub fn is_root(self) -> bool {
        self.path().is_empty()
    }

    /// The path as an attribute: `0.2.1`.
    pub fn text(self) -> String {
        path_text(&self.path())
    }

    /// Reads the segment's rule, tracked.
    pub fn rule<T>(self, read: impl FnOnce(&Group) -> T) -> Option<T> {
        self.editor.segment(self.segment, |s| read(&s.when))
    }

    /// Reads the group here, tracked.
    pub fn group<T>(self, read: impl FnOnce(&Group) -> T) -> Option<T> {
        let path = self.path.try_get_value()?;
        self.rule(|rule| rule.group_at(&path).map(read)).flatten()
    }

    /// Reads the condition here, tracked.
    pub fn condition<T>(self, read: impl FnOnce(&Condition) -> T) -> Option<T> {
        let path = self.path.try_get_value()?;
        self.rule(|rule| rule.condition_at(&path).map(read)).flatten()
    }

    /// What this part lets through, tracked; None until an evaluation of the rule in its present shape is there.
    pub fn counts(self) -> Option<NodeCount> {
        let path = self.path.try_get_value()?;
        let (at, size) = self.rule(|rule| (rule.preorder(&path), rule.size()))?;
        self.editor.detail(self.segment, |d| if d.nodes.len() == size { d.nodes.get(at?).copied() } else { None })?
    }

    /// Changes the whole rule as one undo step.
    pub fn act_rule(self, change: impl FnOnce(&mut Group)) {
        self.editor.act_on(self.segment, |s| change(&mut s.when));
    }

    /// Changes the condition here as one undo step.
    pub fn act(self, change: impl FnOnce(&mut Condition)) {
        let path = self.path();
        self.act_rule(|rule| {
            if let Some(condition) = rule.condition_at_mut(&path) {
                change(condition);
            }
        });
    }

    /// Changes the condition here by typing or dragging in one of its fields.
    pub fn type_in(self, field: &str, change: impl FnOnce(&mut Condition)) {
        let path = self.path();
        let name = format!("condition/{}/{}/{}/{field}", self.editor.step, self.segment, path_text(&path));
        self.editor.app.type_in(name, |w| {
            if let Some(condition) = rules_of_mut(w, self.editor.step)
                .and_then(|r| r.segments.get_mut(self.segment))
                .and_then(|s| s.when.condition_at_mut(&path))
            {
                change(condition);
            }
        });
    }

    /// Adds a part at the end of the group here and focuses it.
    pub fn add(self, node: Node) {
        let mut path = self.path();
        let deep = matches!(node, Node::Group(_));
        let mut at = None;
        self.act_rule(|rule| {
            if let Some(group) = rule.group_at(&path) {
                path.push(group.nodes.len());
                at = rule.insert(&path, node);
            }
        });
        if let Some(mut at) = at {
            if deep {
                at.push(0);
            }
            self.focus(&at, "[data-testid=condition-column]");
        }
    }

    pub fn duplicate(self) {
        let path = self.path();
        let mut at = None;
        self.act_rule(|rule| {
            if let (Some(node), Some((&last, parent))) = (rule.node_at(&path).cloned(), path.split_last()) {
                let next: Vec<usize> = parent.iter().copied().chain([last + 1]).collect();
                at = rule.insert(&next, node);
            }
        });
        if let Some(at) = at {
            self.focus(&at, "[data-testid=part-grip]");
        }
    }

    pub fn delete(self) {
        let path = self.path();
        self.act_rule(|rule| {
            rule.remove(&path);
        });
        let Some((&last, parent)) = path.split_last() else { return };
        let left = self.editor.segment(self.segment, |s| s.when.group_at(parent).map_or(0, |g| g.nodes.len())).unwrap_or(0);
        if left == 0 {
            self.focus(parent, "[data-testid=add-condition]");
        } else {
            let next: Vec<usize> = parent.iter().copied().chain([last.min(left - 1)]).collect();
            self.focus(&next, "[data-testid=part-grip]");
        }
    }

    /// Moves the part here by one of the moves of [`Group`] and keeps the focus on it.
    pub fn shift(self, moved: impl FnOnce(&mut Group, &[usize]) -> Option<Vec<usize>>) {
        let path = self.path();
        let mut at = None;
        self.act_rule(|rule| at = moved(rule, &path));
        if let Some(at) = at {
            self.focus(&at, "[data-testid=part-grip]");
        }
    }

    /// Focuses something in the part at `path`, once it is drawn.
    pub fn focus(self, path: &[usize], what: &str) {
        focus_soon(format!("{} [data-path=\"{}\"] {what}", card_selector(self.segment), path_text(path)));
    }
}

/// A path as an attribute: `0.2.1`.
pub fn path_text(path: &[usize]) -> String {
    path.iter().map(usize::to_string).collect::<Vec<_>>().join(".")
}

/// Reads what [`path_text`] wrote.
pub fn parse_path(text: &str) -> Option<Vec<usize>> {
    if text.is_empty() { Some(Vec::new()) } else { text.split('.').map(|part| part.parse().ok()).collect() }
}

pub fn card_selector(segment: usize) -> String {
    format!("[data-testid=segment-card][data-index=\"{segment}\"]")
}

/// Focuses the first element of a selector once the change under way has been drawn.
pub fn focus_soon(selector: String) {
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        if let Ok(Some(element)) = document().query_selector(&selector)
            && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
        {
            let _ = element.focus();
        }
    });
}

pub fn rules_of(workbook: &Workbook, step: usize) -> Option<&Rules> {
    match &workbook.steps.get(step)?.kind {
        StepKind::Rules(rules) => Some(rules),
        _ => None,
    }
}

pub fn rules_of_mut(workbook: &mut Workbook, step: usize) -> Option<&mut Rules> {
    match &mut workbook.steps.get_mut(step)?.kind {
        StepKind::Rules(rules) => Some(rules),
        _ => None,
    }
}

/// A segment with one condition to write.
pub fn new_segment(rules: &Rules, lang: crate::messages::Lang) -> Segment {
    let name = free_name(&crate::messages::rules::new_segment(lang, rules.segments.len() + 1), group_names(rules));
    let when = Group { nodes: vec![Node::Condition(Condition::default())], ..Group::default() };
    Segment { name, colour: free_colour(rules), muted: false, when }
}

/// The first colour that no segment has, or the next one in turn.
fn free_colour(rules: &Rules) -> Colour {
    let n = rules.segments.len();
    (0..Colour::ALL.len() - 1).map(Colour::nth).find(|c| rules.segments.iter().all(|s| s.colour != *c)).unwrap_or_else(|| Colour::nth(n))
}

fn group_names(rules: &Rules) -> impl Iterator<Item = &str> {
    rules.segments.iter().map(|s| s.name.as_str()).chain([rules.everyone_else.name.as_str()])
}

/// What a condition is taken to be about while its column is unknown: the first kind of subject that has its operator.
pub fn guess(op: Op) -> Subject {
    let all = [ColumnType::Text, ColumnType::Number, ColumnType::Date, ColumnType::Boolean].map(Subject::Column);
    all.into_iter().find(|&s| operators::operators(s).contains(&op)).unwrap_or(Subject::Step)
}

/// Adds a condition on `column` to a segment of a rules step, for a click on the column elsewhere; fills the last condition instead where
/// that has no column yet. Without such a segment a new one is made.
pub fn add_condition(app: App, step: usize, segment: usize, column: &str) {
    let Some(count) = app.workbook.with_untracked(|w| rules_of(w, step).map(|r| r.segments.len())) else { return };
    let editor = Editor { app, step, open: RwSignal::new(HashSet::new()) };
    let known = untrack(|| subjects(app, step)).into_iter().find(|(name, _)| name == column);
    let subject = known.map_or(Subject::Column(ColumnType::Text), |(_, subject)| subject);
    let segment = segment.min(count);
    let lang = app.lang.get_untracked();
    let mut at = 0;
    editor.act(|rules| {
        if segment == count {
            rules.segments.push(new_segment(rules, lang));
        }
        let nodes = &mut rules.segments[segment].when.nodes;
        if !matches!(nodes.last(), Some(Node::Condition(c)) if c.column.is_empty()) {
            nodes.push(Node::Condition(Condition::default()));
        }
        at = nodes.len() - 1;
        if let Some(Node::Condition(condition)) = nodes.last_mut() {
            operators::set_column(condition, column, None, subject, None);
        }
    });
    app.active_segment.set(Some(segment));
    focus_soon(format!("{} [data-path=\"{at}\"] [data-testid=condition-op]", card_selector(segment)));
}
