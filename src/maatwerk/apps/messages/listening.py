"""What conversations hear of the outbox: mail to a person that was given up marks their address."""

from maatwerk.apps.messages.models import Message, Post
from maatwerk.apps.messages.wishes import mark_trouble
from maatwerk.kernel import events
from maatwerk.kernel.models import Event


@events.on("messages.message_given_up")
def mark_address(event: Event) -> None:
    """Mark an address whose server said that it takes nothing for it."""
    post = Post.objects.filter(mail_id=event.object_id).only("person_id").first()
    if post is not None and event.object_id is not None and event.data.get("is_final"):
        mark_trouble(post.person_id, Message.objects.get(pk=event.object_id).to, "5.0.0")
