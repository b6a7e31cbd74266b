//! The rows of the customer table as plain elements: a pool of them, placed and filled by hand, since a component per row would cost a
//! frame per screen. Keeps a window of rows and asks for the next one; at most one question is under way, and an answer to a question
//! that no longer holds is dropped. Old rows stay until new ones are there.

use super::model::{Shown, Tags};
use super::scroll::{ROW, Scroll};
use crate::engine::{RowQuery, RowWindow};
use crate::table::ColumnType;
use std::collections::HashSet;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

/// What the table shows and has.
pub struct Rows {
    pub scroll: Scroll,
    pub query: RowQuery,
    columns: Arc<Vec<Shown>>,
    /// Where each column of `columns` stands among the cells at hand.
    places: Vec<Option<usize>>,
    /// Texts that mean missing, in small letters.
    missing: HashSet<String>,
    /// The words for yes and no.
    words: [String; 2],
    /// Counts on whenever the rows that are wanted are others: what is kept is then no longer true.
    pub generation: u64,
    /// The rows at hand and the generation and columns that they were asked for.
    kept: Option<Kept>,
    /// Position of the active row.
    pub active: Option<usize>,
    /// The customer whose explanation is open.
    pub explained: Option<u32>,
    /// Counts on whenever every row must be filled anew.
    epoch: u64,
    body: HtmlElement,
    pool: Vec<RowElement>,
}

struct Kept {
    generation: u64,
    columns: Arc<Vec<Shown>>,
    window: RowWindow,
}

impl Kept {
    /// The table's row at a position and its cells.
    fn row(&self, position: usize) -> Option<(u32, &[String])> {
        let i = position.checked_sub(self.window.start)?;
        Some((*self.window.rows.get(i)?, self.window.cells.get(i)?))
    }
}

struct RowElement {
    element: HtmlElement,
    cells: Vec<HtmlElement>,
    /// The position shown, in which epoch, and whether with its contents.
    shown: Option<(usize, u64, bool)>,
}

/// Rows to ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub generation: u64,
    pub query: RowQuery,
    pub start: usize,
    pub count: usize,
    pub columns: Arc<Vec<Shown>>,
}

impl Rows {
    pub fn new(body: HtmlElement) -> Rows {
        Rows {
            scroll: Scroll::default(),
            query: RowQuery::default(),
            columns: Arc::default(),
            places: Vec::new(),
            missing: HashSet::new(),
            words: Default::default(),
            generation: 0,
            kept: None,
            active: None,
            explained: None,
            epoch: 0,
            body,
            pool: Vec::new(),
        }
    }

    /// Shows these columns, with these texts that mean missing and these words for yes and no; cells that are at hand are kept.
    pub fn set_columns(&mut self, columns: Arc<Vec<Shown>>, missing: HashSet<String>, words: [String; 2]) {
        if self.columns == columns && self.missing == missing && self.words == words {
            return;
        }
        (self.columns, self.missing, self.words) = (columns, missing, words);
        self.find_places();
        self.epoch += 1;
    }

    fn find_places(&mut self) {
        let kept = self.kept.as_ref().map(|k| k.columns.clone()).unwrap_or_default();
        self.places = self.columns.iter().map(|c| kept.iter().position(|k| k.name == c.name)).collect();
    }

    /// What to ask for now; None where everything in sight is at hand and true.
    pub fn wanted(&self) -> Option<Wanted> {
        let (first, end) = self.scroll.visible();
        if let Some(kept) = &self.kept
            && kept.generation == self.generation
        {
            let from = kept.window.start;
            let to = from + kept.window.rows.len();
            if (from <= first && end <= to) || first >= end {
                return None;
            }
        }
        // A screen more on either side, so that a short scroll finds its rows.
        let page = self.scroll.page() + 2;
        let start = first.saturating_sub(page);
        let count = (end.max(first + page) + page - start).min(400);
        Some(Wanted { generation: self.generation, query: self.query.clone(), start, count, columns: self.columns.clone() })
    }

    /// Takes an answer. False: it was to an older question, and is dropped.
    pub fn take(&mut self, asked: Wanted, window: RowWindow) -> bool {
        if asked.generation != self.generation {
            return false;
        }
        self.scroll.set_rows(window.total);
        let active = self.active.filter(|_| window.total > 0).map(|a| a.min(window.total - 1));
        let taken = Kept { generation: asked.generation, columns: asked.columns, window };
        let before = self.kept.take().filter(|kept| kept.columns == taken.columns && self.active == active);
        self.active = active;
        // An edit changes few of the rows in sight: the others are left as they are.
        for row in &mut self.pool {
            let same = |at: usize| before.as_ref().is_some_and(|b| b.row(at).is_some() && b.row(at) == taken.row(at));
            row.shown = match row.shown {
                Some((at, epoch, true)) if epoch == self.epoch && same(at) => Some((at, epoch + 1, true)),
                shown => shown,
            };
        }
        self.kept = Some(taken);
        self.find_places();
        self.epoch += 1;
        true
    }

    /// Everything shown is to be drawn again.
    pub fn refill(&mut self) {
        self.epoch += 1;
    }

    /// The table's row at a position, if it is at hand.
    pub fn row_at(&self, position: usize) -> Option<u32> {
        let window = &self.kept.as_ref()?.window;
        window.rows.get(position.checked_sub(window.start)?).copied()
    }

    /// What the first column says of a table's row, if it is at hand: mostly the customer's number or name.
    pub fn name_of(&self, row: u32) -> Option<String> {
        let kept = self.kept.as_ref()?;
        let i = kept.window.rows.iter().position(|&r| r == row)?;
        kept.window.cells.get(i)?.first().cloned().filter(|name| !name.trim().is_empty())
    }

    /// The position of a table's row, if it is at hand.
    pub fn position_of(&self, row: u32) -> Option<usize> {
        let window = &self.kept.as_ref()?.window;
        window.rows.iter().position(|&r| r == row).map(|i| i + window.start)
    }

    /// Draws what is in sight.
    pub fn paint(&mut self, document: &Document) {
        let (first, end) = self.scroll.visible();
        // The pool is taken modulo its size, so that scrolling fills only the rows that come into sight.
        let need = (end - first).max(self.pool.len()).max(self.scroll.page() + 2);
        while self.pool.len() < need {
            let Some(row) = new_row(document) else { return };
            let _ = self.body.append_child(&row.element);
            self.pool.push(row);
            for row in &mut self.pool {
                row.shown = None;
            }
        }
        let size = self.pool.len();
        for slot in 0..size {
            let position = first + (slot + size - first % size) % size;
            if position >= end {
                if self.pool[slot].shown.take().is_some() {
                    self.pool[slot].element.set_hidden(true);
                }
                continue;
            }
            self.fill(document, slot, position);
            let y = self.scroll.y(position);
            let _ = self.pool[slot].element.style().set_property("transform", &format!("translateY({y}px)"));
        }
    }

    fn fill(&mut self, document: &Document, slot: usize, position: usize) {
        let row = &mut self.pool[slot];
        let at = self.kept.as_ref().and_then(|k| position.checked_sub(k.window.start).filter(|&i| i < k.window.rows.len()).map(|i| (k, i)));
        let shows = Some((position, self.epoch, at.is_some()));
        if row.shown == shows {
            return;
        }
        if row.shown.is_none() {
            row.element.set_hidden(false);
        }
        row.shown = shows;
        let element = &row.element;
        let _ = element.set_attribute("aria-rowindex", &(position + 2).to_string());
        element.set_id(&format!("customer-{position}"));
        let Some((kept, i)) = at else {
            let _ = element.remove_attribute("data-row");
            element.set_class_name("crow crow-waiting");
            row.cells.iter().for_each(|cell| cell.set_text_content(None));
            return;
        };
        let number = kept.window.rows[i];
        let _ = element.set_attribute("data-row", &number.to_string());
        let active = self.active == Some(position);
        let explained = self.explained == Some(number);
        element.set_class_name(match (active, explained) {
            (true, true) => "crow crow-active crow-explained",
            (true, false) => "crow crow-active",
            (false, true) => "crow crow-explained",
            (false, false) => "crow",
        });
        let _ = element.set_attribute("aria-selected", if explained { "true" } else { "false" });
        let columns = &self.columns;
        while row.cells.len() < columns.len() + 1 {
            let Some(cell) = new_cell(document, row.cells.len() + 1) else { return };
            let _ = element.append_child(&cell);
            row.cells.push(cell);
        }
        while row.cells.len() > columns.len() + 1 {
            if let Some(cell) = row.cells.pop() {
                cell.remove();
            }
        }
        row.cells[0].set_text_content(Some(&crate::messages::format::count(number as usize + 1)));
        row.cells[0].set_class_name("ccell ccell-number ccell-row");
        let cells = &kept.window.cells[i];
        for ((cell, column), place) in row.cells[1..].iter().zip(columns.iter()).zip(&self.places) {
            match place.and_then(|p| cells.get(p)) {
                Some(text) => fill_cell(cell, column, text, &self.missing, &self.words),
                None => cell.set_text_content(None),
            }
        }
    }
}

fn fill_cell(cell: &HtmlElement, column: &Shown, text: &str, missing: &HashSet<String>, words: &[String; 2]) {
    let trimmed = text.trim();
    let is_missing = trimmed.is_empty() || (matches!(column.tags, Tags::None) && missing.contains(&trimmed.to_lowercase()));
    let numeric = column.column_type == ColumnType::Number;
    let yes = trimmed == "yes";
    let rounded = if numeric { round(trimmed) } else { None };
    let shown = match column.tags {
        _ if trimmed.is_empty() => "–",
        Tags::Yes(_) => &words[usize::from(!yes)],
        _ => rounded.as_deref().unwrap_or(trimmed),
    };
    let colour = match &column.tags {
        Tags::None => None,
        Tags::ByName(groups) => groups.iter().find(|(name, _)| name == trimmed).map(|(_, c)| *c),
        Tags::Yes(colour) => yes.then_some(*colour),
    };
    cell.set_text_content(Some(shown));
    let class = match (colour.is_some(), is_missing, numeric) {
        (true, _, _) => "ccell ccell-tag",
        (_, true, true) => "ccell ccell-number ccell-missing",
        (_, true, false) => "ccell ccell-missing",
        (_, _, true) => "ccell ccell-number",
        _ => "ccell",
    };
    if is_short(shown, column.column_type) {
        cell.set_class_name(&format!("{class} ccell-short"));
    } else {
        cell.set_class_name(class);
    }
    if let Some(colour) = colour {
        let _ = cell.style().set_property("--c", &format!("var(--c{})", colour.slot()));
    }
    // Long text is cut, long fractions are rounded; the whole is a pointer's rest away.
    if rounded.is_some() || shown.chars().count() > 14 {
        let _ = cell.set_attribute("title", if rounded.is_some() { trimmed } else { shown });
    } else {
        let _ = cell.remove_attribute("title");
    }
}

/// Whether a text fits into a column of its type, as wide as such a column is at least by itself, whatever its letters are.
fn is_short(text: &str, column_type: ColumnType) -> bool {
    let most = match column_type {
        ColumnType::Boolean => 4,
        ColumnType::Text => 8,
        ColumnType::Number => 9,
        ColumnType::Date => 10,
    };
    text.len() <= most
}

/// A number with a fraction longer than anybody reads (a mean, a score), to two decimals; None for one that is shown as it is.
fn round(text: &str) -> Option<String> {
    let (_, fraction) = text.split_once('.')?;
    if fraction.len() <= 4 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse::<f64>().ok().map(|x| format!("{x:.2}"))
}

fn new_element(document: &Document) -> Option<HtmlElement> {
    document.create_element("div").ok()?.dyn_into().ok()
}

fn new_row(document: &Document) -> Option<RowElement> {
    let element = new_element(document)?;
    let _ = element.set_attribute("role", "row");
    let _ = element.set_attribute("data-testid", "customers-row");
    element.set_hidden(true);
    Some(RowElement { element, cells: Vec::new(), shown: None })
}

fn new_cell(document: &Document, index: usize) -> Option<HtmlElement> {
    let cell = new_element(document)?;
    let _ = cell.set_attribute("role", "gridcell");
    let _ = cell.set_attribute("aria-colindex", &index.to_string());
    Some(cell)
}

/// The table's row that an event happened in.
pub fn row_of(target: Option<web_sys::EventTarget>) -> Option<u32> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-row]").ok()??.get_attribute("data-row")?.parse().ok()
}

/// Height of the header row in pixels; the style sheet has the same.
pub const HEADER: f64 = ROW + 2.0;
