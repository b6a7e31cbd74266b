//! A plotters drawing area in pixels: shapes and texts with paints, a record of every text drawn, and the head (title, legend) of a chart
//! that is saved to a file.

use super::backend::{self, Backend, FAMILY};
use super::paint::Paint;
use super::{Chart, Label, Options, Region, metrics, shown_name};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};

/// Height of a line of text in em.
pub(super) const LINE_HEIGHT: f64 = 1.3;

/// Where a text stands against its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    /// In pixels.
    pub size: f64,
    pub bold: bool,
    pub paint: Paint,
}

/// Names of groups.
pub(super) const NAME: Type = Type { size: 11.5, bold: false, paint: Paint::Ink };
/// Numbers at bars and axes.
pub(super) const NUMBER: Type = Type { size: 10.5, bold: false, paint: Paint::Ink3 };
const TITLE: Type = Type { size: 15.0, bold: true, paint: Paint::Ink };
const LEGEND: Type = Type { size: 11.5, bold: false, paint: Paint::Ink2 };

impl Type {
    pub fn width(&self, text: &str) -> f64 {
        metrics::width(text, self.size, self.bold)
    }

    pub fn truncate(&self, text: &str, room: f64) -> String {
        metrics::truncate(text, room, self.size, self.bold)
    }
}

/// An entry of a legend: the paint, how opaque it is, and its name.
pub(super) struct Key {
    pub paint: Paint,
    pub alpha: f64,
    pub name: String,
}

/// What a chart draws on. Coordinates are pixels from the upper left corner of the chart's body.
pub(super) struct Canvas<'a> {
    area: DrawingArea<Backend<'a>, Shift>,
    /// Where the body begins, below the head.
    top: f64,
    labels: Vec<Label>,
    regions: Vec<Region>,
}

/// Pixels in the units of the drawing.
pub(super) fn units(px: f64) -> i32 {
    (px * backend::SCALE).round() as i32
}

fn style(paint: Paint, alpha: f64, filled: bool, width: f64) -> ShapeStyle {
    ShapeStyle { color: backend::marker(paint).mix(alpha), filled, stroke_width: units(width) as u32 }
}

// plotters reports errors of writing; the backend writes into a string, which cannot fail, so results of drawing are dropped here.
impl Canvas<'_> {
    /// A filled rectangle.
    pub fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, paint: Paint, alpha: f64) {
        let y = y + self.top;
        let _ = self.area.draw(&Rectangle::new([(units(x), units(y)), (units(x + w), units(y + h))], style(paint, alpha, true, 0.0)));
    }

    /// A filled rectangle with its left and right edge in units of the drawing, as a plotters range maps them.
    pub fn bar(&mut self, (from, to): (i32, i32), y: f64, h: f64, paint: Paint, alpha: f64) {
        let y = y + self.top;
        let _ = self.area.draw(&Rectangle::new([(from, units(y)), (to, units(y + h))], style(paint, alpha, true, 0.0)));
    }

    /// A line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), paint: Paint, width: f64) {
        let points = [from, to].map(|(x, y)| (units(x), units(y + self.top)));
        let _ = self.area.draw(&PathElement::new(points, style(paint, 1.0, false, width)));
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: &[(f64, f64)], paint: Paint) {
        let points: Vec<_> = points.iter().map(|&(x, y)| (units(x), units(y + self.top))).collect();
        let _ = self.area.draw(&Polygon::new(points, style(paint, 1.0, true, 0.0)));
    }

    /// A disc.
    pub fn disc(&mut self, x: f64, y: f64, radius: f64, paint: Paint) {
        let _ = self.area.draw(&Circle::new((units(x), units(y + self.top)), units(radius), style(paint, 1.0, true, 0.0)));
    }

    /// A text whose vertical middle is at `y`. `full` is what it says where it was cut.
    pub fn text(&mut self, text: &str, (x, y): (f64, f64), anchor: Anchor, look: Type, full: Option<&str>) {
        let text = backend::clean(text);
        if text.trim().is_empty() {
            return;
        }
        let y = y + self.top;
        let width = look.width(&text);
        let (h_pos, left) = match anchor {
            Anchor::Start => (HPos::Left, x),
            Anchor::Middle => (HPos::Center, x - width / 2.0),
            Anchor::End => (HPos::Right, x - width),
        };
        let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FAMILY), backend::font_size(look.size), weight);
        let colour = backend::marker(look.paint);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(h_pos, VPos::Center));
        let height = look.size * LINE_HEIGHT;
        let written = match full {
            Some(full) => backend::with_full(&text, &backend::clean(full)),
            None => text.clone(),
        };
        let _ = self.area.draw(&Text::new(written, (units(x), units(y)), style));
        self.labels.push(Label { text, x: left, y: y - height / 2.0, width, height });
    }

    /// A text cut to `room` pixels where it is longer.
    pub fn text_within(&mut self, text: &str, at: (f64, f64), anchor: Anchor, look: Type, room: f64) {
        let text = backend::clean(text);
        let shown = look.truncate(&text, room);
        let full = (shown != text).then_some(text.as_str());
        self.text(&shown, at, anchor, look, full);
    }

    /// A place that can be pointed at and focused; in coordinates of the body.
    pub fn region(&mut self, mut region: Region) {
        region.y += self.top;
        self.regions.push(region);
    }
}

/// The title and legend of a chart that stands alone: cut and wrapped to its width.
struct Head<'a> {
    title: &'a str,
    /// Per entry: left edge, line, entry, room for its name.
    keys: Vec<(f64, usize, &'a Key, f64)>,
    height: f64,
}

/// Below this, names and numbers leave no room for bars.
const MIN_WIDTH: f64 = 200.0;
const MARGIN: f64 = 16.0;
const SWATCH: f64 = 10.0;
const LEGEND_LINE: f64 = 19.0;

impl<'a> Head<'a> {
    fn lay_out(title: &'a str, keys: &'a [Key], width: f64) -> Head<'a> {
        let (mut x, mut line, mut placed) = (0.0, 0, Vec::new());
        for key in keys {
            let name = LEGEND.width(&key.name).min(width - SWATCH - 6.0);
            let whole = SWATCH + 6.0 + name;
            if x > 0.0 && x + whole > width {
                x = 0.0;
                line += 1;
            }
            placed.push((x, line, key, name));
            x += whole + 16.0;
        }
        let lines = if keys.is_empty() { 0 } else { line + 1 };
        Head { title, keys: placed, height: 30.0 + lines as f64 * LEGEND_LINE + if lines > 0 { 8.0 } else { 0.0 } }
    }

    fn draw(&self, canvas: &mut Canvas, width: f64) {
        canvas.text_within(self.title, (0.0, 10.0), Anchor::Start, TITLE, width);
        for &(x, line, key, room) in &self.keys {
            let middle = 30.0 + (line as f64 + 0.5) * LEGEND_LINE;
            canvas.rect(x, middle - SWATCH / 2.0, SWATCH, SWATCH, key.paint, key.alpha);
            canvas.text_within(&key.name, (x + SWATCH + 6.0, middle), Anchor::Start, LEGEND, room + 0.01);
        }
    }
}

/// Draws a chart whose body is `height` pixels high: on the page the body alone, in a file with a margin, a ground, title and legend.
/// `body` is given the canvas and the width that it may fill.
pub(super) fn compose(options: &Options, keys: &[Key], height: f64, body: impl FnOnce(&mut Canvas, f64)) -> Chart {
    let width = options.width.max(MIN_WIDTH).round();
    let margin = if options.title.is_some() { MARGIN } else { 0.0 };
    let inner = width - 2.0 * margin;
    let head = options.title.map(|title| Head::lay_out(shown_name(title), keys, inner));
    let top = head.as_ref().map_or(0.0, |h| h.height);
    let total = (height + top + 2.0 * margin).ceil();
    let mut drawn = String::new();
    let (mut labels, mut regions) = {
        let whole = Backend::new(&mut drawn, width, total).into_drawing_area();
        if head.is_some() {
            let _ = whole.draw(&Rectangle::new([(0, 0), (units(width), units(total))], style(Paint::Panel, 1.0, true, 0.0)));
        }
        let area = whole.margin(units(margin), units(margin), units(margin), units(margin));
        let mut canvas = Canvas { area, top: 0.0, labels: Vec::new(), regions: Vec::new() };
        if let Some(head) = &head {
            head.draw(&mut canvas, inner);
        }
        canvas.top = top;
        body(&mut canvas, inner);
        let _ = canvas.area.present();
        (canvas.labels, canvas.regions)
    };
    labels.iter_mut().for_each(|l| (l.x, l.y) = (l.x + margin, l.y + margin));
    regions.iter_mut().for_each(|r| (r.x, r.y) = (r.x + margin, r.y + margin));
    Chart { svg: backend::finish(&drawn, width, total, &options.palette, options.title), width, height: total, regions, labels }
}
