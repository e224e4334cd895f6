"""Forms of one's own account: password, code, token."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bayanihan.membership.api import Person
from bayanihan.web.parts.fields import Field, FieldKind, from_bound
from bayanihan.web.parts.pages_people import FormBlock, FormPage
from bayanihan.web.parts.tells import Summary
from bayanihan.web.parts.voices import Act, Link

LONGEST_CODE = 40
_LONGEST = 1024
_MOST_DAYS = 365


def _password(label: Any, wrong: Any) -> forms.CharField:  # noqa: ANN401  # lazy texts
    return forms.CharField(
        max_length=_LONGEST,
        strip=False,
        label=label,
        widget=forms.PasswordInput,
        error_messages={
            "required": wrong,
            "max_length": gettext_lazy("Take a shorter password: 1024 letters at most."),
        },
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice; Django's validators say whether it is strong enough."""

    new = _password(gettext_lazy("New password"), gettext_lazy("Choose a password."))
    again = _password(gettext_lazy("The same again"), gettext_lazy("Type the password again."))

    def __init__(self, person: Person | None, *args: Any) -> None:  # noqa: ANN401  # as Django's
        super().__init__(*args)
        self.person = person

    def clean_new(self) -> str:
        """Refuse what is short, common, or the person's own name."""
        new: str = self.cleaned_data["new"]
        if "\x00" in new:
            raise ValidationError(_("Take letters that a keyboard has."))
        validate_password(new, self.person)
        name = self.person.username if self.person else ""
        if name and name.casefold() in new.casefold():
            raise ValidationError(_("Take a password without your user name in it."))
        return new

    def clean(self) -> dict[str, Any]:
        """Both have to be the same."""
        cleaned = super().clean() or {}
        if {"new", "again"} <= cleaned.keys() and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("This is not the same password as above."))
        return cleaned


class PasswordForm(NewPasswordForm):
    """The old password, and a new one."""

    old = _password(gettext_lazy("Password of now"), gettext_lazy("Say your password of now."))
    field_order = ("old", "new", "again")


class CodeForm(forms.Form):
    """The code of the second factor, or a recovery code."""

    code = forms.CharField(
        max_length=LONGEST_CODE,
        label=gettext_lazy("Code"),
        error_messages={
            "required": gettext_lazy("Say the code."),
            "max_length": gettext_lazy("No code is as long as this."),
        },
    )


class TokenForm(forms.Form):
    """What a token is for, and for how many days."""

    name = forms.CharField(
        max_length=80,
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("Such as the program and the machine that will show it."),
        error_messages={
            "required": gettext_lazy("Say what it is for."),
            "max_length": gettext_lazy("Take a shorter name: 80 letters at most."),
        },
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=_MOST_DAYS,
        initial=90,
        label=gettext_lazy("For how many days?"),
        help_text=gettext_lazy("1 to 365. It ends by itself."),
        error_messages={
            "required": gettext_lazy("Say a number of days from 1 to 365."),
            "invalid": gettext_lazy("Say a number of days from 1 to 365."),
            "min_value": gettext_lazy("Say a number of days from 1 to 365."),
            "max_value": gettext_lazy("Say a number of days from 1 to 365."),
        },
    )


def wrong_old() -> str:
    """The one sentence for an old password that is not right, or was tried too often."""
    return _(
        "This is not your password of now. After ten wrong attempts your name is closed for 15 "
        "minutes."
    )


def password_block(form: NewPasswordForm, *, title: str, action: str, act: str) -> FormBlock:
    """The form of a new password, with the old one where it is asked for."""
    uses = {"old": "current-password", "new": "new-password", "again": "new-password"}
    fields = tuple(
        from_bound(form[name], kind=FieldKind.PASSWORD, autocomplete=use)
        for name, use in uses.items()
        if name in form.fields
    )
    return FormBlock(
        key="password",
        title=title,
        action=action,
        fields=fields,
        act=Act(act, is_main=True),
        note=_("At least 12 letters, and none that are often used. Several words are easiest."),
        summary=_mistakes(fields),
        username=form.person.username if form.person else "",
    )


def _mistakes(fields: tuple[Field, ...]) -> Summary | None:
    """What is wrong, above the form. What was typed is secret and never sent back."""
    found = tuple(Link(text, f"#{one.target}") for one in fields for text in one.errors)
    return Summary(_("Nothing was changed. Type it again."), found) if found else None


def code_page(form: CodeForm) -> FormPage:
    """The second step of signing in."""
    code = from_bound(form["code"], kind=FieldKind.TEXT, autocomplete="one-time-code")
    fields = (replace(code, value="", is_first=True),)
    return FormPage(
        sentence=_("The code from your app"),
        lede=_("The password was right. Now the six digits that your app shows."),
        form=FormBlock(
            key="code",
            title=_("Second factor"),
            action=reverse("sign-in-code"),
            fields=fields,
            act=Act(_("Sign in"), is_main=True),
            note=_(
                "Without your app, type one of your recovery codes; each works once. Without "
                "those, ask an administrator of your member to let you in anew."
            ),
            summary=_mistakes(fields),
        ),
        links=(Link(_("Begin again"), reverse("sign-in")),),
    )
