"""The sentences behind the codes of approvals and opinions, as English sources of the catalogs."""

from templates.sentences import N_

BECAUSE = {
    "band": N_("%(amount)s is above %(limit)s; up to %(up_to)s %(approver)s approves."),
    "band_first": N_("Up to %(up_to)s %(approver)s approves; this is %(amount)s."),
    "band_top": N_("%(amount)s is above %(limit)s; that is for %(approver)s to approve."),
    "every_quote": N_("%(approver)s approves every quote; this is %(amount)s."),
    "above_all": N_(
        "%(amount)s is above all limits, the highest being %(limit)s; so %(approver)s approves."
    ),
    "other_currency": N_(
        "There are no limits in the currency of %(amount)s; so %(approver)s approves."
    ),
    "amount_unknown": N_(
        "Nobody could read what the quote costs, and that decides who approves it."
    ),
    "given": N_("You named the amount of %(amount)s, and nobody needs to approve that."),
}
"""Why somebody is asked, by the code that the approval keeps."""

STANDS_IN = {
    "away": N_("%(absent)s is away, so %(approver)s decides."),
    "late": N_("%(absent)s has not answered in time, so %(approver)s is asked as well."),
}
"""Why somebody is asked in the place of another."""

OUTCOMES = {
    "released": N_("Approved: your quote is on its way to %(customer)s"),
    "corrected": N_("Approved with changes: the quote is on its way to %(customer)s"),
    "adjust": N_("Approved at %(amount)s: please change the quote and send it again"),
    "returned": N_("Returned: your quote was not sent"),
}
"""What became of a quote, as its author reads it."""

TASKS = {
    "returned": N_("Mend the quote: %(reason)s"),
    "adjust": N_("Change the quote to %(amount)s and send it again"),
}
"""The title of the task that an author gets."""

REFUSALS = {
    "decided": N_("This has been decided already."),
    "withdrawn": N_("The author has taken this quote back."),
    "not_yours": N_("Only who was asked may decide this, and never its author."),
    "above_band": N_("That is more than you may approve here; nothing was decided."),
    "other_currency": N_("The quote is in another currency; nothing was decided."),
    "no_reason": N_("Please say why it comes back, so that it can be mended."),
    "no_amount": N_("Please write the amount as a number, such as 11.800 or 11 800 EUR."),
    "no_change": N_("Please change the amount or the words, or approve it as it is."),
}
"""Why a decision was not taken."""
