//! Grips: dragging segments and parts of a rule by mouse, pen and finger, and moving them by keys.

use super::edit::{At, Editor, card_selector, focus_soon, parse_path};
use crate::app::ui::{Icon, tr};
use crate::messages::rules as m;
use crate::recipe::Group;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Where a drag would put what it carries; drawn as a line by the classes `drop-before` and `drop-after`.
#[derive(Clone)]
struct Target<T> {
    place: T,
    element: Element,
    class: &'static str,
}

/// A drag under way: where it would go.
#[derive(Clone)]
struct Drag<T> {
    target: Option<Target<T>>,
}

impl<T> Drag<T> {
    fn aim(&mut self, target: Option<Target<T>>) {
        self.unmark();
        if let Some(target) = &target {
            let _ = target.element.class_list().add_1(target.class);
        }
        self.target = target;
    }

    fn unmark(&self) {
        if let Some(target) = &self.target {
            let _ = target.element.class_list().remove_2("drop-before", "drop-after");
        }
    }
}

/// A grip that drags: `find` says what lies under the pointer, `carry` takes the thing there, `step` moves it by a key (up or not).
#[component]
fn Grip<T: Clone + 'static>(
    #[prop(into)] label: Signal<String>,
    testid: &'static str,
    find: impl Fn(f64, f64) -> Option<Target<T>> + Copy + 'static,
    carry: impl Fn(T) + Copy + 'static,
    step: impl Fn(bool) + Copy + 'static,
    #[prop(into)] carried: Callback<(), Option<Element>>,
) -> impl IntoView
where
    Target<T>: 'static,
{
    let grip = NodeRef::<html::Button>::new();
    let drag = StoredValue::new_local(None::<Drag<T>>);
    let end = move || {
        if let Some(drag) = drag.try_update_value(Option::take).flatten() {
            drag.unmark();
            if let Some(element) = carried.run(()) {
                let _ = element.class_list().remove_1("dragged");
            }
            return drag.target;
        }
        None
    };
    view! {
        <button
            type="button"
            node_ref=grip
            class="grip"
            aria-label=label
            title=label
            data-testid=testid
            on:pointerdown=move |event: PointerEvent| {
                if event.button() != 0 {
                    return;
                }
                if let Some(grip) = grip.get_untracked() {
                    let _ = grip.set_pointer_capture(event.pointer_id());
                }
                if let Some(element) = carried.run(()) {
                    let _ = element.class_list().add_1("dragged");
                }
                drag.set_value(Some(Drag { target: None }));
            }
            on:pointermove=move |event: PointerEvent| {
                let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
                drag.update_value(|drag| {
                    if let Some(drag) = drag {
                        let target = find(x, y);
                        if let Some(target) = &target {
                            scroll_near(&target.element);
                        }
                        drag.aim(target);
                    }
                });
            }
            on:pointerup=move |_| {
                if let Some(target) = end() {
                    carry(target.place);
                }
            }
            on:pointercancel=move |_| {
                end();
            }
            on:keydown=move |event: KeyboardEvent| {
                let up = match event.key().as_str() {
                    "Escape" => {
                        end();
                        return;
                    }
                    "ArrowUp" if event.alt_key() => true,
                    "ArrowDown" if event.alt_key() => false,
                    _ => return,
                };
                event.prevent_default();
                event.stop_propagation();
                step(up);
            }
        >
            {Icon::Grip}
        </button>
    }
}

/// The grip of a segment's card.
#[component]
pub fn CardGrip(index: usize, #[prop(into)] label: Signal<String>) -> impl IntoView {
    let editor = Editor::get();
    let find = move |_: f64, y: f64| {
        let cards = document().query_selector_all("[data-testid=segment-card]").ok()?;
        let cards: Vec<Element> = (0..cards.length()).filter_map(|i| cards.item(i)?.dyn_into().ok()).collect();
        let above = cards.iter().filter(|card| middle(card) < y).count();
        // The gaps beside the card itself leave it where it is.
        if above == index || above == index + 1 {
            return None;
        }
        let (element, class) = match cards.get(above) {
            Some(card) => (card.clone(), "drop-before"),
            None => (cards.last()?.clone(), "drop-after"),
        };
        Some(Target { place: if above > index { above - 1 } else { above }, element, class })
    };
    let step = move |up: bool| {
        let to = if up { index.checked_sub(1) } else { Some(index + 1) };
        if let Some(to) = to.filter(|&to| to < untrack(|| editor.rules(|r| r.segments.len())).unwrap_or(0)) {
            editor.move_segment(index, to);
            focus_soon(format!("{} [data-testid=segment-grip]", card_selector(to)));
        }
    };
    let carried = Callback::new(move |()| document().query_selector(&card_selector(index)).ok().flatten());
    view! { <Grip label testid="segment-grip" find carry=move |to: usize| editor.move_segment(index, to) step carried/> }
}

/// The grip of a condition or an inner group.
#[component]
pub fn PartGrip(at: At) -> impl IntoView {
    let find = move |x: f64, y: f64| {
        let under = document().element_from_point(x as f32, y as f32)?;
        let element = under.closest("[data-drop]").ok()??;
        // Within the same rule only.
        element.closest(&card_selector(at.segment)).ok()??;
        let mut path = parse_path(&element.get_attribute("data-path")?)?;
        let from = at.path();
        let upper = y < middle(&element);
        let class = match element.get_attribute("data-drop")?.as_str() {
            "condition" if upper => "drop-before",
            "condition" => {
                *path.last_mut()? += 1;
                "drop-after"
            }
            "head" if upper && !path.is_empty() => "drop-before",
            "head" => {
                path.push(0);
                "drop-after"
            }
            _ => {
                path.push(at.rule(|rule| rule.group_at(&path).map(|g| g.nodes.len())).flatten()?);
                "drop-before"
            }
        };
        let inside_itself = path.len() > from.len() && path.starts_with(&from);
        (!inside_itself).then_some(Target { place: path, element, class })
    };
    let find = move |x, y| untrack(|| find(x, y));
    let carry = move |to: Vec<usize>| at.shift(|rule, path| rule.shift(path, &to));
    let step = move |up: bool| at.shift(if up { Group::raise } else { Group::lower });
    let carried = Callback::new(move |()| {
        let selector = format!("{} [data-path=\"{}\"]", card_selector(at.segment), at.text());
        document().query_selector(&selector).ok().flatten()
    });
    view! { <Grip label=tr(m::drag_part) testid="part-grip" find carry step carried/> }
}

fn middle(element: &Element) -> f64 {
    let at = element.get_bounding_client_rect();
    at.top() + at.height() / 2.0
}

/// Brings a target at the edge of the scrolled area into sight.
fn scroll_near(element: &Element) {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"block".into(), &"nearest".into());
    if let Ok(scroll) = js_sys::Reflect::get(element, &"scrollIntoView".into())
        && let Ok(scroll) = scroll.dyn_into::<js_sys::Function>()
    {
        let _ = scroll.call1(element, &options);
    }
}
