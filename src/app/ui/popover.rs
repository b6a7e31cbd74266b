//! A panel that floats above the page beside its anchor. The browser's own popover puts it above everything, dialogs too, and closes
//! an `auto` one on Escape and on a press outside.

use leptos::html;
use leptos::prelude::*;

/// Space between the anchor and the panel, and between the panel and the window's edge, in pixels.
const GAP: f64 = 4.0;

/// What a button does that opens and closes a popover. A press on it while the panel is open closes the panel before the click arrives, which
/// must not open it again.
#[derive(Clone, Copy)]
pub struct Opener {
    open: RwSignal<bool>,
    was_open: StoredValue<bool>,
}

impl Opener {
    pub fn new(open: RwSignal<bool>) -> Opener {
        Opener { open, was_open: StoredValue::new(false) }
    }

    /// On `pointerdown`.
    pub fn pressed(self) {
        self.was_open.set_value(self.open.get_untracked());
    }

    /// On `click`, which the keyboard makes too.
    pub fn clicked(self, event: &web_sys::MouseEvent) {
        let by_pointer = event.detail() > 0;
        self.open.set(!(self.open.get_untracked() || by_pointer && self.was_open.get_value()));
    }
}

/// A button, and the panel that it opens beside itself.
#[component]
pub fn PopoverButton(
    open: RwSignal<bool>,
    /// What stands in the button.
    #[prop(into)]
    trigger: ViewFn,
    /// Classes of the button.
    #[prop(into)]
    class: String,
    /// The button's tooltip; its name too, where what stands in it is no text.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    #[prop(default = true)] title_is_name: bool,
    #[prop(optional, into)] testid: Option<String>,
    #[prop(optional, into)] panel_class: String,
    /// The panel's name.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    #[prop(optional)] on_shown: Option<Callback<web_sys::HtmlElement>>,
    children: ChildrenFn,
) -> impl IntoView {
    let anchor = NodeRef::<html::Span>::new();
    let opener = Opener::new(open);
    let children = StoredValue::new(children);
    view! {
        <span node_ref=anchor class="menu-anchor">
            <button
                type="button"
                class=class
                aria-label=move || title.filter(|_| title_is_name).map(|t| t.get())
                title=move || title.map(|t| t.get())
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                data-testid=testid
                on:pointerdown=move |_| opener.pressed()
                on:click=move |event| opener.clicked(&event)
            >
                {trigger.run()}
            </button>
            <Popover
                anchor
                open
                role="dialog"
                class=panel_class
                label=derive(move || label.or(title).map(|l| l.get()).unwrap_or_default())
                on_shown=Callback::new(move |panel| {
                    if let Some(told) = on_shown {
                        told.run(panel);
                    }
                })
            >
                {children.with_value(|c| c())}
            </Popover>
        </span>
    }
}

/// A floating panel. Its contents exist only while `open`.
#[component]
pub fn Popover(
    /// The element that it stands beside.
    anchor: NodeRef<html::Span>,
    open: RwSignal<bool>,
    /// False: it closes only when `open` is set to false.
    #[prop(default = true)]
    light_dismiss: bool,
    /// Not narrower than its anchor.
    #[prop(optional)]
    match_width: bool,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] role: Option<String>,
    #[prop(optional, into)] label: Option<Signal<String>>,
    #[prop(optional, into)] testid: Option<String>,
    /// Told when it has been shown and placed.
    #[prop(optional)]
    on_shown: Option<Callback<web_sys::HtmlElement>>,
    children: ChildrenFn,
) -> impl IntoView {
    let panel = NodeRef::<html::Div>::new();
    let place = move || {
        let (Some(anchor), Some(panel)) = (anchor.get_untracked(), panel.get_untracked()) else { return };
        let at = anchor.get_bounding_client_rect();
        let style = web_sys::HtmlElement::style(&panel);
        let size = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
        let (width, height) = (size(window().inner_width()), size(window().inner_height()));
        if match_width {
            let _ = style.set_property("min-width", &format!("{}px", at.width()));
        }
        let own = panel.get_bounding_client_rect();
        let below = height - at.bottom() - 2.0 * GAP;
        let above = at.top() - 2.0 * GAP;
        let flip = own.height() > below && above > below;
        let room = if flip { above } else { below };
        let shown = own.height().min(room.max(120.0));
        let top = if flip { at.top() - GAP - shown } else { at.bottom() + GAP };
        let left = at.left().min(width - own.width() - 2.0 * GAP).max(GAP);
        let _ = style.set_property("top", &format!("{top}px"));
        let _ = style.set_property("left", &format!("{left}px"));
        let _ = style.set_property("max-height", &format!("{}px", room.clamp(120.0, 460.0)));
    };
    effect(move |_| {
        let shown = open.get();
        let Some(element) = panel.get() else { return };
        if !element.is_connected() {
            return;
        }
        if shown {
            if element.show_popover().is_ok() {
                place();
                // Contents are drawn with this very change of `open`; their size is known a moment later.
                request_animation_frame(move || {
                    place();
                    if let (Some(told), Some(element)) = (on_shown, panel.get_untracked()) {
                        told.run(element.into());
                    }
                });
            }
        } else if element.matches(":popover-open").unwrap_or(false) {
            let _ = element.hide_popover();
        }
    });
    // Closed by the browser: on Escape, or by a press elsewhere.
    let toggled = move |event: web_sys::Event| {
        let state = js_sys::Reflect::get(&event, &"newState".into()).ok().and_then(|s| s.as_string());
        if state.as_deref() == Some("closed") && open.get_untracked() {
            open.set(false);
        }
    };
    let resize = window_event_listener(leptos::ev::resize, move |_| {
        if open.get_untracked() {
            place();
        }
    });
    on_cleanup(move || resize.remove());
    view! {
        <div
            node_ref=panel
            class=format!("popover {class}")
            id=id
            role=role
            aria-label=move || label.map(|l| l.get())
            data-testid=testid
            popover=if light_dismiss { "auto" } else { "manual" }
            on:toggle=toggled
        >
            {move || open.get().then(|| children())}
        </div>
    }
}
