//! Attributes of elements, each kind set by one piece of code: the place that sets one only names it and its value.

use real::prelude::{AddAnyAttr, IntoRender, RenderHtml};
use real::tachys::html::attribute::custom::{CustomAttr, CustomAttributeKey, custom_attribute};
use real::tachys::html::attribute::{Attribute, AttributeValue};
use real::tachys::html::class::IntoClass;
use real::tachys::html::element::{ElementType, HtmlElement};
use real::tachys::html::property::IntoProperty;
use real::tachys::html::style::IntoStyle;

#[inline(never)]
fn set<El: AddAnyAttr, K: CustomAttributeKey, V: AttributeValue>(element: El, key: K, value: V) -> El::Output<CustomAttr<K, V>>
where
    El::Output<CustomAttr<K, V>>: RenderHtml,
{
    element.add_any_attr(custom_attribute(key, value))
}

/// Attributes of any name, `data-…` among them.
pub trait CustomAttribute<K: CustomAttributeKey, V: AttributeValue>: AddAnyAttr + Sized {
    fn attr(self, key: K, value: V) -> Self::Output<CustomAttr<K, V>>
    where
        Self::Output<CustomAttr<K, V>>: RenderHtml,
    {
        set(self, key, value)
    }
}

impl<El: AddAnyAttr, K: CustomAttributeKey, V: AttributeValue> CustomAttribute<K, V> for El {}

macro_rules! named {
    ($(#[$doc:meta])* $trait:ident: $($name:ident $key:literal)*) => {
        $(#[$doc])*
        pub trait $trait<V: AttributeValue>: AddAnyAttr + Sized {
            $(
                #[doc = concat!("`", $key, "`")]
                fn $name(self, value: V) -> Self::Output<CustomAttr<&'static str, V>>
                where
                    Self::Output<CustomAttr<&'static str, V>>: RenderHtml,
                {
                    set(self, $key, value)
                }
            )*
        }

        impl<El: AddAnyAttr, V: AttributeValue> $trait<V> for El {}
    };
}

named! {
    /// Attributes for assistive technology.
    AriaAttributes:
    aria_activedescendant "aria-activedescendant"
    aria_atomic "aria-atomic"
    aria_autocomplete "aria-autocomplete"
    aria_busy "aria-busy"
    aria_checked "aria-checked"
    aria_colcount "aria-colcount"
    aria_colindex "aria-colindex"
    aria_colspan "aria-colspan"
    aria_controls "aria-controls"
    aria_current "aria-current"
    aria_describedby "aria-describedby"
    aria_description "aria-description"
    aria_details "aria-details"
    aria_disabled "aria-disabled"
    aria_dropeffect "aria-dropeffect"
    aria_errormessage "aria-errormessage"
    aria_expanded "aria-expanded"
    aria_flowto "aria-flowto"
    aria_grabbed "aria-grabbed"
    aria_haspopup "aria-haspopup"
    aria_hidden "aria-hidden"
    aria_invalid "aria-invalid"
    aria_keyshortcuts "aria-keyshortcuts"
    aria_label "aria-label"
    aria_labelledby "aria-labelledby"
    aria_live "aria-live"
    aria_modal "aria-modal"
    aria_multiline "aria-multiline"
    aria_multiselectable "aria-multiselectable"
    aria_orientation "aria-orientation"
    aria_owns "aria-owns"
    aria_placeholder "aria-placeholder"
    aria_posinset "aria-posinset"
    aria_pressed "aria-pressed"
    aria_readonly "aria-readonly"
    aria_relevant "aria-relevant"
    aria_required "aria-required"
    aria_roledescription "aria-roledescription"
    aria_rowcount "aria-rowcount"
    aria_rowindex "aria-rowindex"
    aria_rowspan "aria-rowspan"
    aria_selected "aria-selected"
    aria_setsize "aria-setsize"
    aria_sort "aria-sort"
    aria_valuemax "aria-valuemax"
    aria_valuemin "aria-valuemin"
    aria_valuenow "aria-valuenow"
    aria_valuetext "aria-valuetext"
}

named! {
    /// Attributes that every element has.
    GlobalAttributes:
    accesskey "accesskey"
    autocapitalize "autocapitalize"
    autofocus "autofocus"
    contenteditable "contenteditable"
    dir "dir"
    draggable "draggable"
    enterkeyhint "enterkeyhint"
    exportparts "exportparts"
    hidden "hidden"
    id "id"
    inert "inert"
    inputmode "inputmode"
    is "is"
    itemid "itemid"
    itemprop "itemprop"
    itemref "itemref"
    itemscope "itemscope"
    itemtype "itemtype"
    lang "lang"
    nonce "nonce"
    part "part"
    popover "popover"
    role "role"
    slot "slot"
    spellcheck "spellcheck"
    tabindex "tabindex"
    title "title"
    translate "translate"
    virtualkeyboardpolicy "virtualkeyboardpolicy"
}

macro_rules! outlined {
    ($(#[$doc:meta])* $trait:ident<$value:ident $(: $bound:path)?>::$method:ident($($key:ident: $type:ident)?)) => {
        $(#[$doc])*
        pub trait $trait<$($type,)? $value $(: $bound)?> {
            type Output;

            fn $method(self, $($key: $type,)? value: $value) -> Self::Output;
        }

        impl<Tag, Attributes, Children, $($type,)? $value> $trait<$($type,)? $value> for HtmlElement<Tag, Attributes, Children>
        where
            Tag: ElementType + Send,
            Attributes: Attribute + Send,
            Children: RenderHtml + Send,
            $($value: $bound,)?
            Self: real::prelude::$trait<$($type,)? $value>,
        {
            type Output = <Self as real::prelude::$trait<$($type,)? $value>>::Output;

            #[inline(never)]
            fn $method(self, $($key: $type,)? value: $value) -> Self::Output {
                real::prelude::$trait::$method(self, $($key,)? value)
            }
        }
    };
}

outlined! {
    /// Classes.
    ClassAttribute<C: IntoClass>::class()
}

outlined! {
    /// Styles.
    StyleAttribute<S: IntoStyle>::style()
}

outlined! {
    /// Properties.
    PropAttribute<P: IntoProperty>::prop(key: K)
}

outlined! {
    /// What stands within an element.
    ElementChild<NewChild: IntoRender>::child()
}
