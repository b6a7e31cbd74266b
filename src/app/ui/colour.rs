//! Colours of the palette, and the choice among them.

use super::{PopoverButton, tr, tr_with, unique_id};
use crate::messages::ui as m;
use crate::recipe::Colour;
use leptos::prelude::*;

/// A colour as a CSS value: `style:--c=colour_var(segment.colour)`.
pub fn colour_var(colour: Colour) -> String {
    format!("var(--c{})", colour.slot())
}

/// The quiet companion of a colour, as a CSS value.
pub fn colour_soft(colour: Colour) -> String {
    format!("var(--c{}-soft)", colour.slot())
}

/// A dot in the chosen colour; pressing it opens the palette.
#[component]
pub fn ColourPicker(
    #[prop(into)] value: Signal<Colour>,
    #[prop(into)] on_change: Callback<Colour>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = unique_id("colour");
    let button_label = tr_with(move |lang| m::colour_is(lang, m::colour(lang, value.get())));
    view! {
        <PopoverButton
            open
            class="colour-button"
            title=button_label
            testid=testid.unwrap_or_default()
            trigger=move || view! { <span class="dot" style:--c=move || colour_var(value.get())></span> }
            panel_class="popover-pad"
            on_shown=Callback::new(|panel: web_sys::HtmlElement| {
                    use wasm_bindgen::JsCast;
                    if let Ok(Some(checked)) = panel.query_selector("input:checked")
                        && let Ok(checked) = checked.dyn_into::<web_sys::HtmlElement>()
                    {
                        let _ = checked.focus();
                    }
                })
        >
                <div class="swatches" role="radiogroup" aria-label=tr(m::colours)>
                    {
                        let name = name.clone();
                        Colour::ALL
                            .map(|colour| {
                                let label = tr_with(move |lang| m::colour(lang, colour).to_string());
                                view! {
                                    <label class="swatch" title=label style:--c=colour_var(colour)>
                                        <input
                                            type="radio"
                                            name=name.clone()
                                            aria-label=label
                                            prop:checked=move || value.get() == colour
                                            on:change=move |_| on_change.run(colour)
                                            on:click=move |event| {
                                                if event.detail() > 0 {
                                                    open.set(false);
                                                }
                                            }
                                        />
                                        <i></i>
                                    </label>
                                }
                            })
                            .collect_view()
                    }
                </div>
        </PopoverButton>
    }
}
