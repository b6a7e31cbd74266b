//! Reads a formula's text into a tree. One error at most, at its place.

use super::ast::{NEGATE, NOT};
use super::lexer::{Placed, Token, tokens};
use super::{BinaryOp, Expr, ExprKind, FormulaError, FormulaProblem, Function, Span, UnaryOp};

/// How deep the tree of an expression may be: far deeper than people write, and no danger to the stack.
pub const MAX_DEPTH: usize = 150;

/// Reads a formula.
///
/// # Errors
/// The first thing that is wrong with how it is written, and where.
pub fn parse(text: &str) -> Result<Expr, FormulaError> {
    let (tokens, unread) = tokens(text);
    let mut parser = Parser { text, tokens, unread, at: 0, inside: 0 };
    if parser.tokens.is_empty() && parser.unread.is_none() {
        return Err(FormulaError::new(Span::new(0, 0), FormulaProblem::Empty));
    }
    let (expr, _) = parser.expression(1)?;
    match parser.peek() {
        None => parser.unread.map_or(Ok(expr), Err),
        Some(Placed { token: Token::Sign(")"), span }) => Err(FormulaError::new(*span, FormulaProblem::UnopenedParenthesis)),
        Some(placed) => Err(FormulaError::new(placed.span, FormulaProblem::OperatorExpected { found: parser.words(placed.span) })),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    /// Why the tokens end before the text does.
    unread: Option<FormulaError>,
    at: usize,
    /// Calls of the parser within one another.
    inside: usize,
}

/// An expression and the depth of its tree.
type Parsed = Result<(Expr, usize), FormulaError>;

impl Parser<'_> {
    fn peek(&self) -> Option<&Placed> {
        self.tokens.get(self.at)
    }

    fn words(&self, span: Span) -> String {
        self.text[span.start..span.end].to_owned()
    }

    fn sign(&self) -> Option<&'static str> {
        match self.peek()?.token {
            Token::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn keyword(&self, word: &str) -> bool {
        self.peek().is_some_and(|p| p.token == Token::Word && self.text[p.span.start..p.span.end].eq_ignore_ascii_case(word))
    }

    /// The operator that stands next, where it binds at least as tightly as `level`.
    fn operator(&self, level: u8) -> Option<BinaryOp> {
        let sign = self.sign();
        let is = |op: &BinaryOp| match op {
            BinaryOp::And | BinaryOp::Or => self.keyword(op.sign()),
            _ => sign == Some(op.sign()),
        };
        BinaryOp::ALL.into_iter().find(is).filter(|op| op.level() >= level)
    }

    /// What binds at least as tightly as `level`.
    fn expression(&mut self, level: u8) -> Parsed {
        self.inside += 1;
        let parsed = if self.inside > MAX_DEPTH { Err(self.too_deep()) } else { self.operation(level) };
        self.inside -= 1;
        parsed
    }

    fn too_deep(&self) -> FormulaError {
        let at = self.peek().map_or(Span::new(self.text.len(), self.text.len()), |p| p.span);
        FormulaError::new(at, FormulaProblem::TooDeep)
    }

    fn operation(&mut self, level: u8) -> Parsed {
        let (mut left, mut depth) = self.unary(level)?;
        let mut compared = false;
        while let Some(op) = self.operator(level) {
            if op.is_comparison() && compared {
                return Err(FormulaError::new(self.tokens[self.at].span, FormulaProblem::ChainedComparison));
            }
            compared = op.is_comparison();
            self.at += 1;
            // Powers go together from the right, and a power may have a sign.
            let right_level = if op == BinaryOp::Power { NEGATE } else { op.level() + 1 };
            let (right, deep) = self.expression(right_level)?;
            depth = depth.max(deep) + 1;
            if depth > MAX_DEPTH {
                return Err(self.too_deep());
            }
            left = Expr { span: left.span.to(right.span), kind: ExprKind::Binary(op, Box::new(left), Box::new(right)) };
        }
        Ok((left, depth))
    }

    fn unary(&mut self, level: u8) -> Parsed {
        let start = self.peek().map(|p| p.span);
        let (op, inner) = if self.keyword("not") && level <= NOT {
            (UnaryOp::Not, NOT)
        } else if self.sign() == Some("-") && level <= NEGATE {
            // −2 ^ 2 is −(2 ^ 2).
            (UnaryOp::Negate, NEGATE)
        } else if self.sign() == Some("+") && level <= NEGATE {
            self.at += 1;
            return self.expression(NEGATE);
        } else {
            return self.value();
        };
        self.at += 1;
        let (operand, depth) = self.expression(inner)?;
        let span = start.unwrap_or_default().to(operand.span);
        Ok((Expr { span, kind: ExprKind::Unary(op, Box::new(operand)) }, depth + 1))
    }

    fn value(&mut self) -> Parsed {
        let Some(Placed { token, span }) = self.peek().cloned() else { return Err(self.end()) };
        let leaf = |kind| Ok((Expr { span, kind }, 1));
        match token {
            Token::Number(x) => {
                self.at += 1;
                leaf(ExprKind::Number(x))
            }
            Token::Text(text) => {
                self.at += 1;
                leaf(ExprKind::Text(text))
            }
            Token::Bracketed(name) => {
                self.at += 1;
                leaf(ExprKind::Column(name))
            }
            Token::Word => {
                let word = self.words(span);
                let opens = self.tokens.get(self.at + 1).is_some_and(|next| next.token == Token::Sign("("));
                let kind = match word.to_ascii_lowercase().as_str() {
                    "and" | "or" | "not" => return Err(FormulaError::new(span, FormulaProblem::ValueExpected { found: word })),
                    _ if opens => return self.call(&word, span),
                    "true" | "yes" => ExprKind::Boolean(true),
                    "false" | "no" => ExprKind::Boolean(false),
                    "missing" => ExprKind::Missing,
                    "as_of" => ExprKind::AsOf,
                    _ => ExprKind::Column(word),
                };
                self.at += 1;
                leaf(kind)
            }
            Token::Sign("(") => {
                self.at += 1;
                let (inside, depth) = self.expression(1)?;
                let end = self.close(span)?;
                Ok((Expr { span: span.to(end), ..inside }, depth))
            }
            Token::Sign(_) => Err(FormulaError::new(span, FormulaProblem::ValueExpected { found: self.words(span) })),
        }
    }

    fn call(&mut self, name: &str, span: Span) -> Parsed {
        let function = Function::named(name).ok_or_else(|| {
            FormulaError::new(span, FormulaProblem::UnknownFunction { name: name.to_owned(), similar: Function::similar(name) })
        })?;
        let open = self.tokens[self.at + 1].span;
        self.at += 2;
        let mut inputs = Vec::new();
        let mut depth = 0;
        if self.sign() != Some(")") {
            loop {
                let (input, deep) = self.expression(1)?;
                inputs.push(input);
                depth = depth.max(deep);
                if self.sign() != Some(",") {
                    break;
                }
                self.at += 1;
            }
        }
        let end = self.close(open)?;
        let (least, most) = function.inputs();
        if inputs.len() < least || most.is_some_and(|most| inputs.len() > most) {
            let problem = FormulaProblem::WrongCount { function, least, most, found: inputs.len() };
            return Err(FormulaError::new(span.to(end), problem));
        }
        Ok((Expr { span: span.to(end), kind: ExprKind::Call(function, inputs) }, depth + 1))
    }

    /// Past the parenthesis that closes the one at `open`.
    fn close(&mut self, open: Span) -> Result<Span, FormulaError> {
        match self.peek().cloned() {
            Some(Placed { token: Token::Sign(")"), span }) => {
                self.at += 1;
                Ok(span)
            }
            Some(Placed { token: Token::Sign(","), span }) => {
                Err(FormulaError::new(span, FormulaProblem::OperatorExpected { found: ",".into() }))
            }
            Some(placed) => Err(FormulaError::new(placed.span, FormulaProblem::OperatorExpected { found: self.words(placed.span) })),
            None => Err(self.unread.clone().unwrap_or(FormulaError::new(open, FormulaProblem::UnclosedParenthesis))),
        }
    }

    /// The text ends, or cannot be read on, where a value is wanted.
    fn end(&self) -> FormulaError {
        self.unread.clone().unwrap_or_else(|| {
            let end = self.text.trim_end().len();
            // The last word is what lacks something behind it.
            let start = self.tokens.last().map_or(end, |t| t.span.start);
            FormulaError::new(Span::new(start, end), FormulaProblem::EndsEarly)
        })
    }
}
