//! The `matrix` step: the groups of two earlier steps crossed into named cells.

use super::{GroupLabel, Grouping, Members, StepContext, StepOutput};
use crate::engine::{Finding, GridCell, MatrixDetail, Place, Problem, Severity, StepDetail, Verdict};
use crate::recipe::{Colour, Matrix};
use crate::table::{ColumnData, group_totals};
use std::sync::Arc;

/// Crosses the two steps.
pub fn compute(name: &str, params: &Matrix, context: &StepContext) -> StepOutput {
    let mut findings = Vec::new();
    let mut find = |severity, problem| findings.push(Finding { severity, place: Place::Step, problem });
    let (side, top) = match (axis(&params.rows, context), axis(&params.columns, context)) {
        (Ok(side), Ok(top)) => (side, top),
        (side, top) => {
            [side.err(), top.err()].into_iter().flatten().for_each(|problem| find(Severity::Error, problem));
            return StepOutput { columns: Vec::new(), grouping: None, detail: StepDetail::None, findings };
        }
    };
    let (side_codes, side) = side;
    let (top_codes, top) = top;
    // The group of the result that each cell of the grid belongs to.
    let mut groups: Vec<GroupLabel> = params.cells.iter().map(|c| GroupLabel { name: c.name.clone(), colour: c.colour }).collect();
    let mut cell_group: Vec<Option<usize>> = vec![None; side.groups.len() * top.groups.len()];
    for (g, cell) in params.cells.iter().enumerate() {
        if cell.name.trim().is_empty() {
            find(Severity::Warning, Problem::EmptyName);
        } else if params.cells[..g].iter().any(|c| c.name == cell.name) {
            find(Severity::Warning, Problem::DuplicateName { name: cell.name.clone() });
        }
        for (row, column) in &cell.at {
            let at = |grouping: &Grouping, step: &str, group: &str| {
                let unknown = || Problem::UnknownSegment { step: step.to_owned(), segment: group.to_owned() };
                grouping.groups.iter().position(|l| l.name == group).ok_or_else(unknown)
            };
            match (at(side, &params.rows, row), at(top, &params.columns, column)) {
                (Ok(r), Ok(c)) => {
                    let slot = &mut cell_group[r * top.groups.len() + c];
                    match *slot {
                        None => *slot = Some(g),
                        Some(first) if first != g => {
                            let (first, second) = (params.cells[first].name.clone(), cell.name.clone());
                            find(Severity::Hint, Problem::CellNamedTwice { row: row.clone(), column: column.clone(), first, second });
                        }
                        Some(_) => {}
                    }
                }
                (r, c) => [r.err(), c.err()].into_iter().flatten().for_each(|problem| find(Severity::Warning, problem)),
            }
        }
    }
    let cell_group: Vec<usize> = cell_group
        .into_iter()
        .enumerate()
        .map(|(cell, group)| {
            group.unwrap_or_else(|| {
                let (r, c) = (cell / top.groups.len(), cell % top.groups.len());
                let label = format!("{} × {}", side.groups[r].name, top.groups[c].name);
                groups.push(GroupLabel { name: label, colour: Colour::nth(cell) });
                groups.len() - 1
            })
        })
        .collect();
    let grid: Vec<u16> =
        side_codes.iter().zip(top_codes).map(|(&r, &c)| (usize::from(r) * top.groups.len() + usize::from(c)) as u16).collect();
    let cells = grid_cells(&grid, &cell_group, context);
    let codes = grid.iter().map(|&cell| cell_group[usize::from(cell)] as u16).collect();
    let grouping = Grouping { groups, members: Members::Exclusive(codes) };
    let detail = StepDetail::Matrix(MatrixDetail {
        rows: side.groups.iter().map(|g| g.name.clone()).collect(),
        columns: top.groups.iter().map(|g| g.name.clone()).collect(),
        cells,
    });
    StepOutput { columns: grouping.columns(name), grouping: Some(Arc::new(grouping)), detail, findings }
}

/// The two groups that meet in the customer's cell.
pub fn explain(params: &Matrix, context: &StepContext, row: usize) -> Verdict {
    let group = |step: &str| {
        let grouping = context.grouping(step)?;
        let &group = grouping.of_row(row).first()?;
        Some(grouping.groups[group].name.clone())
    };
    Verdict::Matrix {
        rows: params.rows.clone(),
        row: group(&params.rows).unwrap_or_default(),
        columns: params.columns.clone(),
        column: group(&params.columns).unwrap_or_default(),
    }
}

/// An earlier step with its group per customer.
fn axis<'a>(step: &str, context: &StepContext<'a>) -> Result<(&'a [u16], &'a Grouping), Problem> {
    if step.is_empty() {
        return Err(Problem::NoStep);
    }
    let grouping = context.grouping(step).ok_or_else(|| Problem::UnknownStep { step: step.to_owned() })?;
    match &grouping.members {
        Members::Exclusive(codes) => Ok((codes, grouping)),
        Members::Overlapping(_) => Err(Problem::StepOverlaps { step: step.to_owned() }),
    }
}

/// Count and value of every cell of the grid, side by side, row by row.
fn grid_cells(grid: &[u16], cell_group: &[usize], context: &StepContext) -> Vec<GridCell> {
    let values = context.value.and_then(|column| match &column.data {
        ColumnData::Number(values) => Some(values),
        _ => None,
    });
    match values {
        Some(values) => group_totals(grid, cell_group.len(), values)
            .into_iter()
            .zip(cell_group)
            .map(|(t, &group)| GridCell {
                group: Some(group),
                count: t.rows,
                value: Some(t.sum),
                mean: (t.present > 0).then(|| t.sum / t.present as f64),
            })
            .collect(),
        None => {
            let mut counts = vec![0; cell_group.len()];
            grid.iter().for_each(|&cell| counts[usize::from(cell)] += 1);
            counts
                .into_iter()
                .zip(cell_group)
                .map(|(count, &group)| GridCell { group: Some(group), count, value: None, mean: None })
                .collect()
        }
    }
}
