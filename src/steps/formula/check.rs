//! Finds the columns of an expression and the type of each of its parts, and says what does not fit and where. Computes nothing.

use crate::engine::Problem;
use crate::recipe::formula::{BinaryOp, DateOp, Expr, ExprKind, FormulaProblem, Function, Span, UnaryOp};
use crate::steps::StepContext;
use crate::table::{Column, ColumnType, date, fold};
use std::sync::Arc;

/// An expression that can be calculated, and the columns that it reads.
pub struct Checked {
    pub typed: Typed,
    pub columns: Vec<Arc<Column>>,
    /// What the formula calls them.
    pub names: Vec<String>,
}

/// An expression of a known type.
#[derive(Clone, Debug)]
pub struct Typed {
    pub column_type: ColumnType,
    pub node: Node,
}

#[derive(Clone, Debug)]
pub enum Node {
    Number(f64),
    Text(String),
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    Missing,
    /// Position among [`Checked::columns`].
    Column(usize),
    Unary(UnaryOp, Box<Typed>),
    Binary(BinaryOp, Box<Typed>, Box<Typed>),
    Call(Function, Vec<Typed>),
    /// What the expression comes to for each entry of the dictionary of the text column at that position.
    Lookup(usize, Arc<Column>),
}

/// Something wrong, and where.
type Found = (Span, Problem);

/// Gives an expression its types.
///
/// # Errors
/// Everything that does not fit.
pub fn check(expr: &Expr, context: &StepContext) -> Result<Checked, Vec<Found>> {
    let mut checker = Checker { context, columns: Vec::new(), names: Vec::new(), found: Vec::new() };
    let typed = checker.infer(expr);
    if let Some(Inferred { column_type: None, .. }) = typed {
        checker.wrong(expr.span, FormulaProblem::NoType);
    }
    let Checker { columns, names, found, .. } = checker;
    match typed {
        Some(Inferred { column_type: Some(column_type), node }) if found.is_empty() => {
            Ok(Checked { typed: Typed { column_type, node }, columns, names })
        }
        _ => Err(found),
    }
}

/// An expression as far as its type is known: None for one that is always missing, which fits everywhere.
struct Inferred {
    column_type: Option<ColumnType>,
    node: Node,
}

struct Checker<'a> {
    context: &'a StepContext<'a>,
    columns: Vec<Arc<Column>>,
    names: Vec<String>,
    found: Vec<Found>,
}

impl Checker<'_> {
    fn wrong(&mut self, span: Span, problem: FormulaProblem) {
        self.found.push((span, Problem::Formula(problem)));
    }

    /// The type of an expression; None where something in it is wrong, which is then noted.
    fn infer(&mut self, expr: &Expr) -> Option<Inferred> {
        use ColumnType::{Boolean, Date, Number, Text};
        let constant = |column_type, node| Some(Inferred { column_type: Some(column_type), node });
        match &expr.kind {
            ExprKind::Number(x) => constant(Number, Node::Number(*x)),
            ExprKind::Text(text) => constant(Text, Node::Text(text.clone())),
            ExprKind::Boolean(yes) => constant(Boolean, Node::Boolean(*yes)),
            ExprKind::Missing => Some(Inferred { column_type: None, node: Node::Missing }),
            ExprKind::AsOf => match self.context.as_of {
                Some(day) => constant(Date, Node::Date(day)),
                None => {
                    self.found.push((expr.span, Problem::NoAsOf));
                    None
                }
            },
            ExprKind::Column(name) => self.column(name, expr.span),
            ExprKind::Unary(op, operand) => {
                let column_type = if *op == UnaryOp::Not { Boolean } else { Number };
                let operand = self.want(operand, column_type)?;
                constant(column_type, Node::Unary(*op, Box::new(operand)))
            }
            ExprKind::Binary(op, left, right) => self.binary(expr.span, *op, left, right),
            ExprKind::Call(function, inputs) => self.call(expr.span, *function, inputs),
        }
    }

    /// An expression that must be of that type.
    fn want(&mut self, expr: &Expr, wanted: ColumnType) -> Option<Typed> {
        let inferred = self.infer(expr)?;
        self.take_as(inferred, wanted, expr.span)
    }

    fn take_as(&mut self, inferred: Inferred, wanted: ColumnType, span: Span) -> Option<Typed> {
        match inferred.column_type {
            Some(found) if found != wanted => {
                self.wrong(span, FormulaProblem::WrongType { wanted, found });
                None
            }
            Some(column_type) => Some(Typed { column_type, node: inferred.node }),
            None => Some(Typed { column_type: wanted, node: Node::Missing }),
        }
    }

    fn binary(&mut self, span: Span, op: BinaryOp, left: &Expr, right: &Expr) -> Option<Inferred> {
        use ColumnType::{Boolean, Number};
        let made = |column_type, left, right| {
            Some(Inferred { column_type: Some(column_type), node: Node::Binary(op, Box::new(left), Box::new(right)) })
        };
        if op.is_comparison() {
            let (common, mut sides) = self.alike(&[left, right])?;
            // Missing on both sides: the comparison is false whatever the type.
            let common = common.unwrap_or(Number);
            if common == Boolean && !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
                self.wrong(span, FormulaProblem::YesNoOrder);
                return None;
            }
            let (right, left) = (sides.pop()?, sides.pop()?);
            return made(Boolean, left, right);
        }
        let inferred = [left, right].map(|side| self.infer(side));
        let date = inferred.iter().flatten().any(|i| i.column_type == Some(ColumnType::Date));
        if let (true, Some(op)) = (date, DateOp::of(op)) {
            self.wrong(span, FormulaProblem::DateArithmetic { op });
            return None;
        }
        let wanted = if matches!(op, BinaryOp::And | BinaryOp::Or) { Boolean } else { Number };
        let [l, r] = inferred;
        let (l, r) = (l.and_then(|l| self.take_as(l, wanted, left.span)), r.and_then(|r| self.take_as(r, wanted, right.span)));
        made(wanted, l?, r?)
    }

    /// Expressions that must be of one type, which is None where all are missing.
    fn alike(&mut self, exprs: &[&Expr]) -> Option<(Option<ColumnType>, Vec<Typed>)> {
        // All are looked at before any is given up, so that everything wrong is found.
        let inferred: Vec<Option<Inferred>> = exprs.iter().map(|e| self.infer(e)).collect();
        let inferred: Vec<Inferred> = inferred.into_iter().collect::<Option<_>>()?;
        let common = inferred.iter().find_map(|i| i.column_type);
        let other = inferred.iter().position(|i| i.column_type.is_some() && i.column_type != common);
        if let (Some(left), Some(at)) = (common, other) {
            let right = inferred[at].column_type.unwrap_or(left);
            self.wrong(exprs[at].span, FormulaProblem::TypesDiffer { left, right });
            return None;
        }
        let column_type = common.unwrap_or(ColumnType::Number);
        Some((common, inferred.into_iter().map(|i| Typed { column_type, node: i.node }).collect()))
    }

    fn call(&mut self, span: Span, function: Function, inputs: &[Expr]) -> Option<Inferred> {
        use ColumnType::{Boolean, Date, Number, Text};
        let made = |column_type, inputs| Some(Inferred { column_type: Some(column_type), node: Node::Call(function, inputs) });
        let all: Vec<&Expr> = inputs.iter().collect();
        match function {
            Function::If => {
                let condition = self.want(&inputs[0], Boolean);
                let (common, mut branches) = self.alike(&all[1..])?;
                branches.insert(0, condition?);
                let Some(common) = common else { return Some(Inferred { column_type: None, node: Node::Missing }) };
                made(common, branches)
            }
            Function::Coalesce | Function::Min | Function::Max => {
                let (common, values) = self.alike(&all)?;
                let Some(common) = common else { return Some(Inferred { column_type: None, node: Node::Missing }) };
                if function != Function::Coalesce && !matches!(common, Number | Date) {
                    self.wrong(span, FormulaProblem::NotOrdered { found: common });
                    return None;
                }
                made(common, values)
            }
            Function::IsMissing => {
                let Inferred { column_type, node } = self.infer(&inputs[0])?;
                made(Boolean, vec![Typed { column_type: column_type.unwrap_or(Number), node }])
            }
            Function::Concat => {
                let parts: Vec<Option<Inferred>> = inputs.iter().map(|i| self.infer(i)).collect();
                let typed = |i: Inferred| Typed { column_type: i.column_type.unwrap_or(Text), node: i.node };
                made(Text, parts.into_iter().map(|part| part.map(typed)).collect::<Option<_>>()?)
            }
            Function::Date => {
                let text = self.want(&inputs[0], Text)?;
                match &text.node {
                    Node::Text(written) => match date::parse_iso(written) {
                        Some(day) => Some(Inferred { column_type: Some(Date), node: Node::Date(day) }),
                        None => {
                            self.wrong(inputs[0].span, FormulaProblem::BadDate { text: written.clone() });
                            None
                        }
                    },
                    _ => made(Date, vec![text]),
                }
            }
            _ => {
                let (wanted, result): (&[ColumnType], ColumnType) = match function {
                    Function::Lower | Function::Upper | Function::Trim => (&[Text], Text),
                    Function::Length => (&[Text], Number),
                    Function::Contains => (&[Text, Text], Boolean),
                    Function::Part => (&[Text, Number, Number], Text),
                    Function::DaysBetween => (&[Date, Date], Number),
                    Function::AddDays => (&[Date, Number], Date),
                    Function::Year | Function::Month | Function::Day | Function::Weekday => (&[Date], Number),
                    _ => (&[Number, Number], Number),
                };
                let typed: Vec<Option<Typed>> = inputs.iter().zip(wanted).map(|(input, &wanted)| self.want(input, wanted)).collect();
                made(result, typed.into_iter().collect::<Option<_>>()?)
            }
        }
    }

    /// The column of that name; failing that, the only one of that name but for capital letters.
    fn column(&mut self, name: &str, span: Span) -> Option<Inferred> {
        let column = match self.context.column(name) {
            Some(column) => column,
            None => {
                let wanted = fold(name);
                let mut alike: Vec<&str> = self.context.mapping.keys().map(String::as_str).filter(|n| fold(n) == wanted).collect();
                if alike.is_empty() {
                    alike = self.context.columns.iter().map(|c| c.name.as_str()).filter(|n| fold(n) == wanted).collect();
                }
                match alike.as_slice() {
                    [only] if self.context.column(only).is_some() => self.context.column(only)?,
                    [] | [_] => {
                        self.found.push((span, Problem::UnknownColumn { column: name.to_owned() }));
                        return None;
                    }
                    several => {
                        let columns = several.iter().map(|&n| n.to_owned()).collect();
                        self.wrong(span, FormulaProblem::AmbiguousColumn { columns });
                        return None;
                    }
                }
            }
        };
        let at = self.columns.iter().position(|c| Arc::ptr_eq(c, column)).unwrap_or_else(|| {
            self.columns.push(column.clone());
            self.names.push(name.to_owned());
            self.columns.len() - 1
        });
        Some(Inferred { column_type: Some(column.column_type()), node: Node::Column(at) })
    }
}
