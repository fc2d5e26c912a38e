"""The demo: two fictional organisations with people in every state, for trying Praksis. Never outside demo mode."""
