"""What the pages are made of: frozen values that the template partials take.

No part asks the database, reads the clock or knows a URL by itself: views ask
the rooms, build these values and hand them to one template.
"""
